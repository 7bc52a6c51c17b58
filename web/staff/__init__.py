"""The browser grid of the office, for the local workbook; with Google the office uses Google's own pages.

The pages here give a frame and words. Everything about cells goes between the browser and the Sheets v4 API of the
workbook service, so the scripts in static/ work for any spreadsheet of the service and know nothing of schemas/.
"""

from web.staff.views import staff

__all__ = ["staff"]
