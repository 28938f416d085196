// SPDX-License-Identifier: MIT
// The paths of the inbox's icons, for squares of 24 units.

export const icons = {
	back: "M15 5l-7 7 7 7",
	check: "M5 12.5l4.5 4.5L19 7.5",
	checks: "M2 13l4 4 8.5-9M11 15l2 2 8.5-9",
	clock: "M12 7v5l3 2M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z",
	close: "M6 6l12 12M18 6L6 18",
	edit: "M4 20h4L19 9l-4-4L4 16z",
	forward: "M13 6l6 6-6 6M19 12H9a5 5 0 0 0-5 5v1",
	gear: "M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4",
	info: "M12 11v5M12 7.5v.5M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z",
	keyboard: "M3 7h18v10H3zM7 14h10M7 10.5h.5M11 10.5h.5M15 10.5h.5",
	lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
	logout: "M14 4H5v16h9M10 12h10M16 8l4 4-4 4",
	manage: "M4 20V10l8-6 8 6v10zM10 20v-6h4v6",
	page: "M3 5h18v14H3zM3 9h18",
	returned: "M11 6l-6 6 6 6M5 12h10a5 5 0 0 1 5 5v1",
	search: "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l4.5 4.5",
	send: "M4 12l16-8-5 16-3-6z",
	trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
	warn: "M12 4l9 16H3zM12 10v4M12 17v.5",
	away: "M7 7l10 10M17 7L7 17",
};
