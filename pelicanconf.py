"""The settings of the sample blog; `outsideinnovation/settings.py` holds what it does not say itself."""

import os

from outsideinnovation.settings import *  # noqa: F403 - the settings every site starts from

SITENAME = "Outside Innovation"
SITESUBTITLE = "How customers lead innovation, and how to let them"
SITEDESCRIPTION = (
    "Essays on customer-led innovation: lead users, co-design, customer scenarios and the communities around them."
)
SITEURL = os.environ.get("SITEURL", "https://outside-innovation.example")
AUTHOR = "The editors"
TIMEZONE = "America/New_York"
MENUITEMS = [("About", "about/"), ("Archives", "archives/"), ("Manual", "manual/"), ("Feeds", "feeds/")]
LOOK_LOGO = "images/sign.svg"
