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
CATEGORY_DESCRIPTIONS = {
    "Co-Design": "Workshops, toolkits and pencils: customers and makers at one table.",
    "Communities": "What people build together when nobody is paid to manage them.",
    "Customer Scenarios": "What a customer really wants to get done, step by step, and where it is won or lost.",
    "Lead Users": "People who need today what many will need in a few years, and who do not wait for it.",
    "Outside Innovation": "What it is, why it works, and how to let it.",
}
MENUITEMS = [("About", "about/"), ("Archives", "archives/"), ("Manual", "manual/"), ("Feeds", "feeds/")]
LOOK_LOGO = "images/sign.svg"
