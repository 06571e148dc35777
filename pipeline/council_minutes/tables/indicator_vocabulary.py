"""The words of indicator names in UK local government: abbreviations, wordings of one thing, and kinds of words.

Collected by hand from common usage in performance reports and from the spellings of the annotated corpus. Plurals,
case, hyphens and articles need no entry here.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from types import MappingProxyType
from typing import Final

from council_minutes.values.names import word_set

_NEET: Final = "not in education employment or training"
_EET: Final = "in education employment or training"
_LEARNING_ORDERS: Final = tuple(
    f"{first} {second} {joint} {third}"
    for first, second, third in permutations(("education", "employment", "training"))
    for joint in ("or", "and")
)

# one name -> its other wordings, separated by "|"
_WORDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        # children
        "child looked after": "cla|lac|looked after child|child looked after|looked after child and young person"
        "|child in care|cared for child|child in our care",
        "unaccompanied asylum seeking child": "uasc|unaccompanied asylum seeking child"
        "|unaccompanied asylum seeker child",
        "child in need": "cin|child in need",
        "on child protection plan": "on child protection plan|subject to child protection plan"
        "|with child protection plan"
        "|on cp plan|subject to cp plan|with cp plan|on cpp|with cpp|subject to cpp|subject of child protection plan",
        "child protection plan": "cp plan|cpp|child protection plan",
        "initial child protection conference": "icpc",
        "child protection conference": "cp conference",
        "section 47": "s47|s 47",
        "multi agency safeguarding hub": "mash",
        "multi agency risk assessment conference": "marac",
        "return home interview": "rhi|return home interview",
        "missing from care": "in care who go missing|in care who went missing|in care missing",
        # education
        "education health and care plan": "ehcp|ehc plan|education health and care plan|education health care plan",
        "education health and care needs assessment": "ehcna|ehc need assessment"
        "|education health and care need assessment"
        "|education health care need assessment",
        "special educational needs and disability": "send|special educational need and disability"
        "|special educational need and or disability|special educational need or disability",
        "special educational needs": "sen|special educational need",
        _NEET: "|".join(("neet", *(f"not in {order}" for order in _LEARNING_ORDERS))),
        _EET: "|".join(("in eet", "eet", *(f"in {order}" for order in _LEARNING_ORDERS))),
        "electively home educated child": "ehe child|electively home educated child"
        "|child who is electively home educated"
        "|child who are electively home educated",
        "electively home educated": "ehe|electively home educated|elective home education|electively home educating",
        "good level of development": "gld|good level of development",
        "free school meal": "fsm",
        "attainment 8": "attainment 8 score",
        "progress 8": "progress 8 score",
        # adults and health
        "delayed transfer of care": "dtoc|delayed transfer of care",
        "deprivation of liberty safeguard": "dols|dol|deprivation of liberty safeguard",
        "adult social care": "asc",
        "child and adolescent mental health service": "camhs|child and adolescent mental health service",
        # housing
        "temporary accommodation": "ta",
        "in temporary accommodation": "in temporary accommodation|living in temporary accommodation|in ta|living in ta"
        "|placed in temporary accommodation|housed in temporary accommodation",
        "bed and breakfast": "b and b|bed and breakfast|b and b accommodation|bed and breakfast accommodation",
        "disabled facilities grant": "dfg|disabled facility grant",
        "house in multiple occupation": "hmo|house in multiple occupation",
        "homelessness application": "homeless application",
        # streets, waste, air
        "flytipping": "fly tipping",
        "flytip": "fly tip",
        "electric vehicle": "ev",
        "carbon dioxide": "co2",
        "nitrogen dioxide": "no2",
        "road traffic collision": "rtc",
        "penalty charge notice": "pcn",
        "person killed or seriously injured": "ksi|killed or seriously injured person"
        "|person killed and seriously injured",
        # crime
        "antisocial behaviour": "asb",
        "domestic abuse": "da",
        "first time entrant to youth justice system": "first time entrant to youth justice system"
        "|fte to youth justice system",
        "missing episode": "episode of missing",
        "missing incident": "incident of missing",
        # money
        "housing revenue account": "hra",
        "dedicated schools grant": "dsg|dedicated school grant",
        "business rates": "nndr|business rate|national non domestic rate",
        "council tax": "council tax",
        "spend": "spending|expenditure|spend",
        "projected": "forecast|forecasted|predicted|anticipated",
        # service
        "full time equivalent": "fte|wte|whole time equivalent",
        "freedom of information request": "foi|foi request|freedom of information request",
        "subject access request": "sar|subject access request",
        "key performance indicator": "kpi",
        "average": "mean",
        "wait": "waiting",
        "on target": "on target",
        "on time": "on time",
        "on track": "on track",
        "up to date": "up to date",
        "in-year": "inyear",
        # words of grammar
        "to": "due to|owing to|because of|through",
        "among": "amongst",
    }
)

NAME_OF_WORDING: Final[Mapping[str, str]] = MappingProxyType(
    {wording: name for name, wordings in _WORDINGS.items() for wording in wordings.split("|")}
)

ARTICLES: Final = word_set("a an the our its their this these those")
# Words that join a noun to what is said of it and add nothing.
LINKS: Final = word_set("who which that is are was were be been being has have had")
# Prefixes written with a hyphen, a space or neither.
PREFIXES: Final = word_set("re anti non")
NUMBERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        word: str(number)
        for number, word in enumerate(
            ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
        )
    }
)
TIMES: Final = word_set("second minute hour day week month year working calendar school")

# A of B is B A with these between; `referrals to` and `referrals from` are no such pair.
JOINTS: Final = word_set("of for from at among in on to")
MOVES: Final = word_set("referral transfer move transition journey migration step")
# Where the noun phrase before them ends.
STOPS: Final = JOINTS | word_set(
    "per within with without by between after before during under over above below as not or out off than against"
    " until since via across following"
)
# Participles that follow their noun (days lost, children missing): of those in -ed only the ones that do not.
PARTICIPLES: Final = word_set(
    "missing waiting wait living receiving leaving entering using attending exceeding involving requiring needing"
    " achieving becoming awaiting starting lost paid held met sent left known taken made kept found put upheld spent"
    " written built sold bought begun given shown seen"
)
NO_PARTICIPLES: Final = word_set("bed shed seed speed weed feed need unaccompanied")
# Adjectives come before nouns that are used as adjectives: permanent care home admissions.
ADJECTIVES: Final = word_set(
    "permanent temporary total overall average median net gross annual monthly quarterly new repeat current former"
    " long short"
    " major minor primary secondary initial first second final open active live voluntary local national regional"
    " public private residual domestic projected actual capital general persistent severe in-year other"
)

COUNTS: Final = word_set("number total count no volume level")
SHARES: Final = word_set("percent percentage proportion share rate")
# Who a rate is per N of where it does not say: everybody, or every child where it is about children.
EVERYBODY: Final = word_set("population person resident inhabitant people head")
CHILDREN: Final = word_set("child aged under 18 0 17 year old young person population")
