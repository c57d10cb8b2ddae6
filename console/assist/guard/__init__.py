"""Holds back claims that are not on record: numbers, dates, links, names, promises."""
