"""Files that are read: folders of a recruiting system, with the words of its statuses."""
