"""What assistive technology needs to know of task lists and admonitions."""

import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

TASK = "task-list-item"
_BOX = re.compile(r"\x02wzxhzdk:(\d+)\x03")  # what stands for it in the tree


class Labels(Treeprocessor):
    """Puts the box of a task and its words into one label, and tells an admonition from the text around it."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for element in root.iter():
            classes = element.get("class", "").split()
            if element.tag == "li" and TASK in classes:
                self._label(element)
            elif element.tag == "div" and "admonition" in classes:
                element.set("role", "note")

    def _label(self, item: Element) -> None:
        holder = item if item.text and item.text.strip() else next(iter(item), item)
        if found := _BOX.match(holder.text or ""):
            boxes, number = self.md.htmlStash.rawHtmlBlocks, int(found[1])
            boxes[number] = str(boxes[number]).replace("/>", ">")  # in HTML the stroke has no meaning
        label = Element("label")
        label.text, holder.text = holder.text, ""
        holder.insert(0, label)
