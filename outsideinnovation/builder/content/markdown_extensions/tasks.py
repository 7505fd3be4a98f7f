"""What assistive technology needs to know of task lists and admonitions."""

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from outsideinnovation.languages.message import Message, Translator

TASK = "task-list-item"
TITLES = (  # of admonitions whose author gives them none
    Message("Note"),
    Message("Tip"),
    Message("Hint"),
    Message("Important"),
    Message("Attention"),
    Message("Warning"),
    Message("Caution"),
    Message("Danger"),
    Message("Error"),
)
_BOX = re.compile(r"\x02wzxhzdk:(\d+)\x03")  # what stands for it in the tree


class Labels(Treeprocessor):
    """Puts the box of a task and its words into one label, and tells an admonition from the text around it.

    An admonition's title is what *translator* calls its kind, where the author calls it nothing else.
    """

    def __init__(self, md: Markdown, translator: Translator) -> None:
        super().__init__(md)
        self._titles = {str(title): translator.words(title) for title in TITLES}

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for element in root.iter():
            classes = element.get("class", "").split()
            if element.tag == "li" and TASK in classes:
                self._label(element)
            elif element.tag == "div" and "admonition" in classes:
                element.set("role", "note")
            elif element.tag == "p" and "admonition-title" in classes:
                element.text = self._titles.get(element.text or "", element.text)

    def _label(self, item: Element) -> None:
        holder = item if item.text and item.text.strip() else next(iter(item), item)
        if found := _BOX.match(holder.text or ""):
            boxes, number = self.md.htmlStash.rawHtmlBlocks, int(found[1])
            boxes[number] = str(boxes[number]).replace("/>", ">")  # in HTML the stroke has no meaning
        label = Element("label")
        label.text, holder.text = holder.text, ""
        holder.insert(0, label)
