"""Old addresses of every odd sort that blogs have had, as lines of redirects.txt; the same for the same seed."""

import random
from urllib.parse import quote

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def old_addresses(count: int, seed: int = 12) -> dict[str, str]:
    """Return *count* old addresses, each of another sort than its neighbours, and where they lead."""
    chance = random.Random(seed)

    def address(number: int) -> str:
        name = "".join(chance.choice(LETTERS) for _ in range(chance.randint(3, 40))) + f"-{number}"
        month = f"{1999 + number % 25}/{1 + number % 12:02}"
        sorts = (
            f"/weblog/{month}/{name}.html",
            f"/{month}/{name}/",
            f"/?p={number}",
            f"/{name.title()}.HTM",
            f"/search/label/{quote(name[:3] + ' ü ' + name[3:])}",
            f"/feeds/{name}?alt=rss",
            f"/{name};jsessionid=1F.html",
            f"/archives/{month}/grüße-{name}.php",
            f"/$fold[{number}]/{name}.html",
            f"/index.php?page_id={number}&lang=de",
            f"/~editor/{name}',!(1).html",
            f"/node/{number}:{name}",
            f"/cgi-bin//{name}.pl",
            f"/{quote('日本語')}/{name}",
            f"/{name}@home&more=+x",
            f"/{name}*{number}.html",
            f'/"{name}"{{{number}}}|%5C`^.html',
            f"/{name}%3Fpage%23{number}",
            f"/caf%E9/{name}.html",
            f"/{month}/{name}.html?m=1",
        )
        return sorts[number % len(sorts)]

    return {address(number): f"/new/{number}.html" for number in range(count)}
