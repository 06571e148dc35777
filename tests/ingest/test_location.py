from __future__ import annotations

from pathlib import Path

import pytest

from council_minutes.errors import CouncilMinutesError
from council_minutes.ingest.location import Url, location_of


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ("minutes/2024", Path("minutes/2024")),
        ("C:\\minutes", Path("C:\\minutes")),
        ("s3:/minutes", Path("s3:/minutes")),
        ("file:///srv/minutes", Path("/srv/minutes")),
        ("s3://bucket/minutes/", Url("s3://bucket/minutes")),
        ("S3A://bucket/Minutes", Url("s3://bucket/Minutes")),
        ("abfs://container@account.dfs.core.windows.net/x", Url("abfs://container@account.dfs.core.windows.net/x")),
        ("sftp://anne@host:22/minutes", Url("sftp://anne@host:22/minutes")),
        ("s3://bucket/key=2024/a?b.zip", Url("s3://bucket/key=2024/a?b.zip")),
    ],
)
def test_a_path_or_a_url(text: str, location: Path | Url):
    found = location_of(text)
    assert isinstance(found, Url) == isinstance(location, Url)
    assert found == location
    assert location_of(found) == found


def test_a_url_is_joined_as_a_path_is():
    assert Url("s3://bucket/out") / ".run" / "shards" == Url("s3://bucket/out/.run/shards")
    assert (Url("s3://bucket/x.zip").name, Url("s3://bucket/x.zip").protocol) == ("x.zip", "s3")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("simplecache::s3://bucket/x", "chains"),
        ("zip://a.csv::s3://user:hunter2@bucket/x.zip", "chains"),
        ("s3://AKIA:hunter2@bucket/x", "credentials"),
        ("s3://AKIA:hun/ter2@bucket/x", "credentials"),
        ("ftp://anne:hunter2@host/x", "credentials"),
        ("https://host/x.zip?X-Amz-Signature=hunter2", "credentials"),
        ("https://host/x.zip?a=1&sig=hunter2", "credentials"),
        ("memory://minutes", "share"),
        ("zip://minutes", "share"),
        ("s3://", "no bucket"),
    ],
)
def test_what_is_refused_is_refused_without_repeating_a_secret(text: str, cause: str):
    with pytest.raises(CouncilMinutesError, match=cause) as caught:
        location_of(text)
    assert "hunter2" not in str(caught.value)
    assert "ter2" not in str(caught.value)
    assert caught.value.remedy
