"""The locales and time zones that a spreadsheet may have.

Source: the API's reference for SpreadsheetProperties (an ISO 639 code, alone or with a country; a name of the time zone
database, or an offset such as GMT-07:00) and the list of locales in the settings of a spreadsheet.
"""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from web.workbook.errors import invalid
from web.workbook.json_types import JsonObject

_NAMES = """
ar_EG az_AZ be_BY bg_BG bn_IN ca_ES cs_CZ cy_GB da_DK de_DE el_GR en_AU en_CA en_GB en_IE en_IN en_NZ en_US en_ZA
es_AR es_BO es_CL es_CO es_EC es_ES es_MX es_PY es_UY es_VE et_EE fa_IR fi_FI fil_PH fr_CA fr_FR gu_IN hi_IN hr_HR
hu_HU hy_AM in_ID it_IT iw_IL ja_JP ka_GE kk_KZ kn_IN ko_KR lt_LT lv_LV ml_IN mn_MN mr_IN my_MM nl_NL nn_NO no_NO
or_IN pa_IN pl_PL pt_BR pt_PT ro_RO ru_RU sk_SK sl_SI sr_RS sv_SE sw_TZ ta_IN te_IN th_TH tr_TR uk_UA ur_PK uz_UZ
vi_VN zh_CN zh_HK zh_TW
"""
LOCALES = frozenset(_NAMES.split())
LANGUAGES = frozenset(locale.partition("_")[0] for locale in LOCALES)
OFFSET = re.compile(r"GMT([+-])(\d{1,2}):?([0-5]\d)?\Z")
MOST_OFFSET_HOURS = 18


def check_settings(properties: JsonObject) -> None:
    """Raises `ApiError` for a locale or a time zone that a spreadsheet cannot have; absent ones are not looked at."""
    locale = properties.get("locale")
    if locale is not None and locale not in LOCALES | LANGUAGES:
        raise invalid(f"Unsupported locale: {locale}")
    name = properties.get("timeZone")
    if name is not None:
        zone_of(name)


def zone_of(name: str) -> tzinfo:
    """The time zone of that name. Raises `ApiError` when there is none."""
    if offset := OFFSET.match(name):
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        if ahead <= timedelta(hours=MOST_OFFSET_HOURS):
            return timezone(-ahead if offset[1] == "-" else ahead, name)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise invalid(f"Unsupported time zone: {name}") from error
