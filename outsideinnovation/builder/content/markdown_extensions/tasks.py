"""What assistive technology needs to know of task lists and admonitions."""

from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

TASK = "task-list-item"


class Labels(Treeprocessor):
    """Puts the box of a task and its words into one label, and tells an admonition from the text around it."""

    def run(self, root: Element) -> None:
        """Change the tree in place."""
        for element in root.iter():
            classes = element.get("class", "").split()
            if element.tag == "li" and TASK in classes:
                _label(element)
            elif element.tag == "div" and "admonition" in classes:
                element.set("role", "note")


def _label(item: Element) -> None:
    holder = item if item.text and item.text.strip() else next(iter(item), item)
    label = Element("label")
    label.text, holder.text = holder.text, ""
    holder.insert(0, label)
