"""Building the site and giving it to readers.

``source`` reads what people wrote (with ``markdown``), ``rendering`` plans and renders, ``cache`` remembers,
``addresses`` keeps every address alive, ``releases`` and ``targets`` publish; ``pelicans_way`` builds foreign sites. Beside
them: work on all cores (``parallel``), the folder a build works in (``staging``), the author's ``preview``.
"""
