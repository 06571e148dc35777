"""An object store on this machine for tests: a real server that speaks S3, which s3fs and other processes talk to."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import fsspec
import pytest
import requests
from moto.server import ThreadedMotoServer

from council_minutes.ingest.location import Url
from council_minutes.ingest.remote import remote_at

SECRET = "kept-in-the-environment"
_numbers = count(1)


class ObjectStore:
    """A server with buckets; ``endpoint`` is where it listens."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint

    @cached_property
    def fs(self) -> Any:
        """To look at what is stored, past the package."""
        return fsspec.filesystem("s3", use_listings_cache=False, skip_instance_cache=True)

    def bucket(self) -> Url:
        """A new bucket."""
        name = f"council-{next(_numbers)}"
        self.fs.mkdir(name)
        return Url(f"s3://{name}")

    def upload(self, folder: Path, url: Url) -> Url:
        """Every file below a folder, under the URL."""
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        for path in files:
            self.fs.pipe_file(f"{url}/{path.relative_to(folder).as_posix()}", path.read_bytes())
        return url

    def stored(self, url: Url) -> dict[str, bytes]:
        """Name below the URL -> content."""
        root = str(url).removeprefix("s3://")
        return {name.removeprefix(f"{root}/"): self.fs.cat_file(name) for name in self.fs.find(root)}

    @contextmanager
    def checking_credentials(self) -> Iterator[None]:
        """The server knows nobody, and so refuses everything."""
        requests.post(f"{self.endpoint}/moto-api/reset-auth", data=b"0", timeout=10)
        try:
            yield
        finally:
            requests.post(f"{self.endpoint}/moto-api/reset-auth", data=b"inf", timeout=10)


def forget_connections() -> None:
    """Has the next URL be opened with the environment of that moment."""
    remote_at.cache_clear()
    fsspec.get_filesystem_class("s3").clear_instance_cache()


@contextmanager
def running() -> Iterator[ObjectStore]:
    """The server, and the environment that leads to it."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("AWS_", "FSSPEC_"))]:
            patch.delenv(name)
        patch.setenv("AWS_ENDPOINT_URL", endpoint)
        patch.setenv("AWS_ACCESS_KEY_ID", "somebody")
        patch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
            patch.setenv(name, os.devnull)
        forget_connections()
        yield ObjectStore(endpoint)
        forget_connections()
    server.stop()
