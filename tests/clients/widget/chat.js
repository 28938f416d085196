window.SERVER_URL = location.origin;
