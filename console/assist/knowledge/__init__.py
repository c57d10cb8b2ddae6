"""The site's articles, found by words and meaning."""
