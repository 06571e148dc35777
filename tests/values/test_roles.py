from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from council_minutes.values.roles import ROLE_FAMILIES, role_family, role_id

ROLES = {
    "chair": """
        Chair; Chairman; CHAIRMAN; Chairperson; Chairwoman; Co-Chairs; Joint Chair; Independent Chair;
        Convener; Convenor; Convener of Education; Cathaoirleach; Cadeirydd; Chair of the Audit
        Committee; Presiding Member; Chairs; Planning convener; Acting Chair; Committee Chairmen""",
    "vice_chair": """
        Vice-Chair; Vice Chair; Vice-Chairman; VICE-CHAIRMAN; Vice Chairperson; Deputy Chair; Deputy
        Chairman; Depute Convener; Vice-Convener; Leas-Chathaoirleach; Is-Gadeirydd; Vicechair""",
    "councillor": """
        Councillor; Cllr; Cllrs; Councillors; COUNCILLORS; Members; MEMBERS; Member; members; Alderman;
        Aldermen; Ald; Bailie; Elected Members; Scrutiny Members; County Councillor; District Cllr;
        Parish Councillor; Cmhlr; Cynghorydd; Leader of the Opposition; Leader of the Labour Group; Group
        Leaders; Ward Member; Panel Members; Counci1lor; Clir; County C0uncillor; substitute; Honorary
        Alderman""",
    "leader": """
        Leader; LEADER; Leader of the Council; Deputy Leader; Leader and Cabinet Member for Finance;
        Arweinydd; Council Leader""",
    "cabinet_member": """
        Cabinet Member; Cabinet Member for Children’s Services and Schools; Cabinet\nMember; Executive
        Member; Portfolio Holder; Portfolio Holder for Housing; Lead Member; Lead Member for Adults;
        Deputy Cabinet Member; Cabinet Members; Executive Councillor for Resources; Cabinet Member for
        Leisure and Deputy Leader""",
    "mayor": """
        Mayor; MAYOR; Lord Mayor; Town Mayor; Deputy Mayor; Provost; Lord Provost; Depute Provost;
        Elected Mayor; Mayor of the Council""",
    "chief_executive": """
        Chief Executive; CHIEF EXECUTIVE; Chief\nExecutive; Deputy Chief Executive; Depute Chief
        Executive (Place); Interim Chief Executive; Head of Paid Service; Managing Director; Chief Exec;
        Assistant Chief Executive""",
    "director": """
        Director; Strategic Director, Resources and Digital; Corporate Director; Executive Director –
        Place; Director of Children's Services; Interim Director of Finance; Assistant Director; Service
        Director; DCS; DASS; DPH; Director of Law and Governance and Monitoring Officer; A/Director,
        Housing; Chief Officer; Place Director; Director of Customer and Clerk Services""",
    "head_of_service": """
        Head of Education and Learning; Head of Finance; Interim Head of TA; Heads of Service; Service
        Head; Corporate Head (Street Scene); Virtual School Head; Acting Head of Housing""",
    "officer": """
        Officers; officer; OFFICERS; OFFICIALS; Section 151 Officer; S151 Officer; s151 Officer;
        Monitoring Officer; Democratic Services Officer; Scrutiny Officer; Chief Finance Officer; County
        Treasurer; Borough Solicitor; Manager; Strategy Team Leader; Corporate Performance Manager;
        Planning Adviser; Principal Planner; Meetings Administrator; Senior Executive Engineer; Chief
        Accountant; Legal Adviser; Returning Officer; OFFIC1ALS; Group Accountant; Leader of the
        Enforcement Team""",
    "clerk": """
        Clerk; CLERK; Town Clerk; Parish Clerk; Deputy Town Clerk; Assistant Clerk; Committee Clerk;
        Clerk to the Council; Depute Clerk (Licensing)""",
    "member_of_public": """
        member of the public; members of the public; Members of the Public; Member of Public; public""",
    "other": """
        Superintendent; Chief Constable; PCSO; Police and Crime Commissioner; Chief Inspector;
        Independent Person; co-opted member; Co-opted Members; Church Representatives; Parent Governor;
        Youth Ambassador; Mayor's Chaplain; …; Headteacher of the Virtual School; Chief Fire Officer;
        Independent Member""",
}
CASES = [(role.strip(), family) for family, roles in ROLES.items() for role in roles.split(";")]


@pytest.mark.parametrize(("role", "family"), CASES)
def test_role_to_family(role: str, family: str) -> None:
    assert role_family(role) == family


def test_the_table_covers_every_family() -> None:
    assert set(ROLES) == set(ROLE_FAMILIES)
    assert len(CASES) >= 80


def test_role_id_is_the_family_and_none_for_no_words() -> None:
    assert role_id("Chairman") == role_id("chair") == "role:chair"
    assert role_id("Chief Constable") == "role:other"
    assert role_id(" ") is None


@given(st.text(max_size=300))
def test_any_text_has_a_family(text: str) -> None:
    assert role_family(text) in ROLE_FAMILIES
