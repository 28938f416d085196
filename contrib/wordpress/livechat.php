<?php
// SPDX-License-Identifier: MIT
/**
 * Plugin Name: Livechat
 * Description: A chat with your visitors, answered in an inbox of your own: one program in cgi-bin, your own database.
 * Version: 0.9.0
 * Author: the Livechat project
 * Requires at least: 5.6
 * Requires PHP: 7.2
 * License: MIT
 *
 * It puts livechat.fcgi where programs may run, writes its option file from the constants of wp-config.php, has it
 * make its tables, adds the widget to the pages, and logs administrators and editors in to the inbox. The constants
 * LIVECHAT_DB_HOST, _USER, _PASSWORD and _NAME name another database, LIVECHAT_CGI_BIN and LIVECHAT_URL another
 * place of the program.
 */

defined( 'ABSPATH' ) || exit;

const LIVECHAT_PROGRAM = 'livechat.fcgi';
const LIVECHAT_MARK    = '# Written by the plug-in Livechat of WordPress, which keeps it up to date.';

// Where the program may run only if an .htaccess file says so.
const LIVECHAT_HTACCESS = "# BEGIN livechat\nOptions +ExecCGI\nAddHandler cgi-script .fcgi\n# END livechat\n";

/** Why something cannot be done, and the remedy, in one sentence for the owner of the site. */
class Livechat_Problem extends Exception {
}

/* --- What is kept: the options `livechat` and `livechat_secret` ------------------------------------ */

function livechat_options() {
	return (array) get_option( 'livechat', array() ) + array(
		'footer'   => true,
		'editors'  => 'livechat-agent',
		'problem'  => '',
		'ready'    => false,
		'program'  => '',
	);
}

function livechat_keep( array $changed ) {
	update_option( 'livechat', $changed + livechat_options() );
}

/** What the program and this plug-in know and nobody else. It is in no page: options.php shows no arrays. */
function livechat_secret() {
	$kept = get_option( 'livechat_secret' );
	return $kept ? $kept['secret'] : livechat_keep_secret( bin2hex( random_bytes( 32 ) ) );
}

function livechat_keep_secret( $secret ) {
	update_option( 'livechat_secret', array( 'secret' => $secret ), false );
	return $secret;
}

/* --- Where things are ---------------------------------------------------------------------------- */

/** The published folder. A website may be in a folder below it. */
function livechat_root() {
	$root = isset( $_SERVER['DOCUMENT_ROOT'] ) ? realpath( $_SERVER['DOCUMENT_ROOT'] ) : false;
	return $root && '/' !== $root ? $root : realpath( ABSPATH );
}

function livechat_cgi_bin() {
	return defined( 'LIVECHAT_CGI_BIN' ) ? LIVECHAT_CGI_BIN : livechat_root() . '/cgi-bin';
}

/** The base of what the program serves. */
function livechat_url( $path = '' ) {
	if ( defined( 'LIVECHAT_URL' ) ) {
		return rtrim( LIVECHAT_URL, '/' ) . $path;
	}
	$home = wp_parse_url( home_url( '/' ) );
	$port = isset( $home['port'] ) ? ':' . $home['port'] : '';
	return "{$home['scheme']}://{$home['host']}$port/cgi-bin/" . LIVECHAT_PROGRAM . $path;
}

/** The uploaded program: in the plug-in's zip, or beside the plug-in. */
function livechat_uploaded() {
	foreach ( array( __DIR__, dirname( __DIR__ ) ) as $folder ) {
		if ( is_file( "$folder/" . LIVECHAT_PROGRAM ) ) {
			return "$folder/" . LIVECHAT_PROGRAM;
		}
	}
	return null;
}

/** Tells one upload from the next without reading it. */
function livechat_upload_id() {
	$file = livechat_uploaded();
	return $file ? filesize( $file ) . ' ' . filemtime( $file ) : '';
}

/* --- The program --------------------------------------------------------------------------------- */

/** Whether a program has all of its bytes: those of a 64-bit ELF file end with the table of its sections. */
function livechat_is_whole( $file ) {
	$head = file_get_contents( $file, false, null, 0, 64 );
	if ( false === $head || 64 !== strlen( $head ) || 0 !== strncmp( $head, "\x7fELF\x02", 5 ) ) {
		return false;
	}
	$table = unpack( 'Pat/x10/vsize/vcount', substr( $head, 40 ) );
	return filesize( $file ) >= $table['at'] + $table['size'] * $table['count'];
}

/** Copies the program into the folder for programs, under another name first: whoever runs it notices nothing. */
function livechat_place_program() {
	$from   = livechat_uploaded();
	$folder = livechat_cgi_bin();
	$to     = "$folder/" . LIVECHAT_PROGRAM;
	if ( ! $from ) {
		if ( is_file( $to ) ) {
			return $to;
		}
		throw new Livechat_Problem( 'There is no ' . LIVECHAT_PROGRAM . ' in ' . __DIR__ . ': upload it there in binary mode.' );
	}
	if ( ! livechat_is_whole( $from ) ) {
		throw new Livechat_Problem( "$from is cut off or changed: upload it again, in binary mode." );
	}
	if ( ! is_dir( $folder ) && ! @mkdir( $folder, 0755 ) ) {
		throw new Livechat_Problem( "PHP may not make the folder $folder: make it, with mode 0755." );
	}
	if ( is_file( $to ) && hash_file( 'sha256', $to ) === hash_file( 'sha256', $from ) && ( @chmod( $to, 0755 ) || is_executable( $to ) ) ) {
		return $to;
	}
	$copied = @copy( $from, "$to.new" );
	if ( ! $copied || hash_file( 'sha256', "$to.new" ) !== hash_file( 'sha256', $from ) || ! chmod( "$to.new", 0755 ) || ! rename( "$to.new", $to ) ) {
		$cause = $copied ? "The copy in $folder is cut off: make space" : "PHP may not write to $folder: give it the mode 0755 and your own account";
		@unlink( "$to.new" );
		throw new Livechat_Problem( "$cause, or upload $from there yourself, with mode 0755." );
	}
	return $to;
}

/** Calls the program; returns the status and what the JSON of its answer says, or null where it is none of its answers. */
function livechat_call( $route, array $fields ) {
	$answer = wp_remote_post( livechat_url( "/api/v1/livechat/$route" ), array(
		'headers' => array( 'Content-Type' => 'application/json' ),
		'body'    => wp_json_encode( $fields ),
		'timeout' => 60,
	) );
	if ( is_wp_error( $answer ) ) {
		throw new Livechat_Problem( 'Your website does not reach itself at ' . livechat_url() . ' (' . $answer->get_error_message() . '): ask your host to let it, or define LIVECHAT_URL.' );
	}
	$json = json_decode( wp_remote_retrieve_body( $answer ), true );
	return array( wp_remote_retrieve_response_code( $answer ), is_array( $json ) && isset( $json['success'] ) ? $json : null );
}

/** Why the program does not answer at its address. */
function livechat_silence( $status ) {
	$folder = livechat_cgi_bin();
	$other  = 'ask your host which folder is for programs, and define LIVECHAT_CGI_BIN and LIVECHAT_URL in wp-config.php';
	// A file has nothing below it, so its own address tells.
	$file = wp_remote_retrieve_body( wp_remote_get( livechat_url(), array( 'limit_response_size' => 64 ) ) );
	if ( 0 === strncmp( $file, "\x7fELF", 4 ) ) {
		return "Your host sends the program in $folder as a download instead of running it: $other.";
	}
	if ( 403 === $status ) {
		return "Your host lets no programs run in $folder (status 403): $other.";
	}
	if ( 404 === $status ) {
		return "$folder is not what your host has at " . livechat_url() . " (status 404): $other.";
	}
	return "The program in $folder does not run (status $status): give it and its folder the mode 0755; if that is so, your host's error log says why.";
}

/**
 * Tries whether the program runs, if need be with an .htaccess file; returns its answer, which names the file that
 * proves to it that this web space is ours.
 */
function livechat_try_program( $nonce ) {
	list( $status, $json ) = livechat_call( 'setup', array( 'nonce' => $nonce ) );
	$file = livechat_cgi_bin() . '/.htaccess';
	if ( ! $json && ! file_exists( $file ) && @file_put_contents( $file, LIVECHAT_HTACCESS ) ) {
		$json = livechat_call( 'setup', array( 'nonce' => $nonce ) )[1];
		if ( ! $json ) {
			unlink( $file );
		}
	}
	if ( ! $json ) {
		throw new Livechat_Problem( livechat_silence( $status ) );
	}
	return $json;
}

/* --- The option file ------------------------------------------------------------------------------ */

/** The database, as wp-config.php has it unless it has constants of ours. */
function livechat_database() {
	global $wpdb;
	$of = function ( $name ) {
		return defined( "LIVECHAT_DB_$name" ) ? constant( "LIVECHAT_DB_$name" ) : constant( "DB_$name" );
	};
	$place = $wpdb->parse_db_host( $of( 'HOST' ) );
	list( $host, $port, $socket ) = $place ? $place : array( $of( 'HOST' ), null, null );
	return array_filter( array(
		'host'     => $socket ? '' : $host,
		'port'     => $socket ? '' : (string) $port,
		'socket'   => (string) $socket,
		'user'     => $of( 'USER' ),
		'password' => $of( 'PASSWORD' ),
		'database' => $of( 'NAME' ),
	), 'strlen' );
}

function livechat_option_line( $name, $value ) {
	if ( preg_match( '/[\x00-\x1f\x7f]/', $value ) ) {
		throw new Livechat_Problem( "The $name of the database in wp-config.php has a control character, which an option file cannot hold: choose another." );
	}
	return "$name = \"" . addcslashes( $value, '"\\' ) . "\"\n";
}

function livechat_option_text() {
	$text = LIVECHAT_MARK . "\n[livechat]\n";
	foreach ( livechat_database() as $name => $value ) {
		$text .= livechat_option_line( $name, $value );
	}
	return $text . livechat_option_line( 'program-folder', realpath( livechat_cgi_bin() ) ?: livechat_cgi_bin() )
		. livechat_option_line( 'login-secret', livechat_secret() );
}

/** What the file shall have: of one that somebody else has written only the secret is ours. */
function livechat_option_wanted( $path ) {
	if ( ! is_file( $path ) ) {
		return livechat_option_text();
	}
	$text = @file_get_contents( $path );
	if ( false === $text ) {
		throw new Livechat_Problem( "PHP may not read $path: give it to the account of your website, with mode 0600, or remove it." );
	}
	if ( preg_match( '/^\s*login[-_]secret\s*=\s*"?([^\s"]{32,})/m', $text, $found ) ) {
		livechat_keep_secret( $found[1] );
	}
	if ( 0 === strpos( $text, LIVECHAT_MARK ) ) {
		return livechat_option_text();
	}
	return $found ? $text : preg_replace( '/^\[livechat\][ \t]*\R/m', '$0' . livechat_option_line( 'login-secret', livechat_secret() ), $text, 1 );
}

function livechat_write_options( $path ) {
	$folder = realpath( dirname( $path ) );
	if ( ! $folder || 0 === strpos( "$folder/", livechat_root() . '/' ) ) {
		throw new Livechat_Problem( "Everybody could download $path with your password in it, and there is no other place for it: ask your host for a folder that is not published, and name the file there with SetEnv LIVECHAT_CONFIG in " . livechat_cgi_bin() . '/.htaccess.' );
	}
	$text = livechat_option_wanted( $path );
	if ( is_file( $path ) && @file_get_contents( $path ) === $text ) {
		return;
	}
	$old  = umask( 077 );
	$done = @file_put_contents( "$path.new", $text ) === strlen( $text ) && chmod( "$path.new", 0600 ) && rename( "$path.new", $path );
	umask( $old );
	if ( ! $done ) {
		@unlink( "$path.new" );
		throw new Livechat_Problem( "PHP may not write to $folder: download livechat.cnf below, upload it as $path with mode 0600, and try again." );
	}
}

/* --- All of it ------------------------------------------------------------------------------------- */

/** Has the program make its tables, once a file beside it has proved that this web space is ours. */
function livechat_make_tables( $nonce, array $state ) {
	if ( empty( $state['fileName'] ) || ! preg_match( '/^livechat-[\w-]+\.txt$/', $state['fileName'] ) ) {
		throw new Livechat_Problem( 'The program may write to no folder above ' . livechat_cgi_bin() . ': follow the set-up at ' . livechat_url( '/livechat/setup' ) . ', then try again.' );
	}
	$proof = livechat_cgi_bin() . "/{$state['fileName']}";
	if ( false === @file_put_contents( $proof, '' ) ) {
		throw new Livechat_Problem( 'PHP may not write to ' . livechat_cgi_bin() . ': give that folder the mode 0755 and your own account.' );
	}
	try {
		$state = livechat_call( 'setup', array( 'nonce' => $nonce ) )[1];
		if ( empty( $state['proved'] ) ) {
			throw new Livechat_Problem( "The program does not take $proof for yours: its folder belongs to another account than your website runs under, so ask your host." );
		}
		livechat_write_options( $state['optionFile'] );
		$proved = array( 'nonce' => $nonce, 'key' => $state['key'] );
		$state  = livechat_call( 'setup', $proved )[1];
		if ( empty( $state['hasOptionFile'] ) ) {
			throw new Livechat_Problem( "The program does not use {$state['optionFile']}: give it to the account that programs run under, with mode 0600." );
		}
		list( $status, $json ) = livechat_call( 'setup.migrate', $proved );
	} finally {
		unlink( $proof );
	}
	if ( 200 === $status && $json ) {
		return;
	}
	if ( ! $json ) {
		throw new Livechat_Problem( livechat_silence( $status ) );
	}
	throw new Livechat_Problem( preg_replace( '/ \[error-[\w-]+\]$/', '', $json['error'] ) . '. To give the chat another database than WordPress, define LIVECHAT_DB_NAME, and LIVECHAT_DB_USER and LIVECHAT_DB_PASSWORD if they are others, in wp-config.php.' );
}

/** Makes the installation what it should be, and keeps in one sentence why it could not. */
function livechat_set_up() {
	$problem = '';
	$ready   = false;
	try {
		if ( is_multisite() ) {
			throw new Livechat_Problem( 'Livechat serves one website: it cannot be used in a network of several.' );
		}
		livechat_place_program();
		$nonce = bin2hex( random_bytes( 24 ) );
		livechat_make_tables( $nonce, livechat_try_program( $nonce ) );
		$ready = true;
	} catch ( Livechat_Problem $why ) {
		$problem = $why->getMessage();
	}
	livechat_keep( array( 'problem' => $problem, 'ready' => $ready, 'program' => livechat_upload_id() ) );
}

register_activation_hook( __FILE__, 'livechat_set_up' );

// The chat's data, its program and its option file stay: somebody may have come to depend on them.
function livechat_uninstall() {
	delete_option( 'livechat' );
	delete_option( 'livechat_secret' );
}
register_uninstall_hook( __FILE__, 'livechat_uninstall' );

/** After an update of the plug-in its program is another one. */
add_action( 'admin_init', function () {
	if ( current_user_can( 'manage_options' ) && ! wp_doing_ajax() && livechat_options()['program'] !== livechat_upload_id() ) {
		livechat_set_up();
	}
} );

/* --- The website ----------------------------------------------------------------------------------- */

add_action( 'wp_footer', function () {
	$options = livechat_options();
	if ( $options['footer'] && $options['ready'] ) {
		printf( "<script src=\"%s\" async></script>\n", esc_url( livechat_url( '/livechat/widget.js' ) ) );
	}
} );

/* --- The inbox ------------------------------------------------------------------------------------- */

/** What somebody is in the chat; empty: nothing. */
function livechat_role( WP_User $user ) {
	if ( is_multisite() ) {
		return '';
	}
	if ( $user->has_cap( 'manage_options' ) ) {
		return 'admin';
	}
	return in_array( 'editor', $user->roles, true ) ? livechat_options()['editors'] : '';
}

/**
 * The name of the account in the chat. Where that cannot be the one here it ends with the number of the user, as does
 * one that looks like it: so two users never share an account.
 */
function livechat_username( WP_User $user ) {
	$name = preg_replace( '/[^A-Za-z0-9._-]/', '-', $user->user_login );
	if ( $name === $user->user_login && ! preg_match( '/\.wp\d+$/i', $name ) ) {
		return $name;
	}
	return substr( $name, 0, 40 ) . '.wp' . $user->ID;
}

function livechat_base64url( $bytes ) {
	return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' );
}

/** The address of the inbox with a login behind the #, which no server, log or Referer gets. It is good once, for a minute. */
function livechat_inbox_url( WP_User $user ) {
	$fields = array(
		'username' => livechat_username( $user ),
		'name'     => trim( preg_replace( '/[\x00-\x1f\x7f]+/', ' ', $user->display_name ) ),
		'email'    => is_email( $user->user_email ) ? $user->user_email : '',
		'role'     => livechat_role( $user ),
		'expires'  => time() + 60,
		'nonce'    => bin2hex( random_bytes( 16 ) ),
	);
	$said   = "livechat login\n" . implode( "\n", $fields );
	$fields['signature'] = livechat_base64url( hash_hmac( 'sha256', $said, livechat_secret(), true ) );
	return livechat_url( '/livechat/inbox#login=' ) . livechat_base64url( wp_json_encode( $fields ) );
}

/** Before anything of the page is sent. */
function livechat_open_inbox() {
	$user = wp_get_current_user();
	if ( ! livechat_options()['ready'] || ! livechat_role( $user ) ) {
		return;
	}
	nocache_headers();
	header( 'Cache-Control: no-store' );
	header( 'Referrer-Policy: no-referrer' );
	// phpcs:ignore WordPress.Security.SafeRedirect -- LIVECHAT_URL may be another host.
	wp_redirect( livechat_inbox_url( $user ) );
	exit;
}

add_action( 'admin_menu', function () {
	if ( livechat_role( wp_get_current_user() ) ) {
		$page = add_menu_page( 'Livechat', 'Livechat', 'read', 'livechat', 'livechat_not_ready', 'dashicons-format-chat', 26 );
		add_action( "load-$page", 'livechat_open_inbox' );
	}
	add_submenu_page( 'livechat', 'Livechat settings', 'Settings', 'manage_options', 'livechat-settings', 'livechat_settings_page' );
} );

function livechat_not_ready() {
	echo '<div class="wrap"><h1>Livechat</h1><p>The chat is not set up yet. An administrator finds the reason in its settings.</p></div>';
}

/* --- The settings ------------------------------------------------------------------------------------ */

add_action( 'admin_notices', function () {
	$problem = livechat_options()['problem'];
	if ( $problem && current_user_can( 'manage_options' ) ) {
		printf( '<div class="notice notice-error" id="livechat-problem"><p>Livechat: %s <a href="%s">Settings</a></p></div>', esc_html( $problem ), esc_url( admin_url( 'admin.php?page=livechat-settings' ) ) );
	}
} );

function livechat_settings_page() {
	$options = livechat_options();
	$choices = array( 'livechat-agent' => 'agents', 'livechat-manager' => 'managers', '' => 'nothing' );
	?>
<div class="wrap"><h1>Livechat</h1>
<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
	<input type="hidden" name="action" value="livechat"><?php wp_nonce_field( 'livechat' ); ?>
<table class="form-table" role="presentation">
<tr><th>Address</th><td><code id="livechat-url"><?php echo esc_html( livechat_url() ); ?></code><p><?php echo $options['ready'] ? 'The chat is ready.' : 'The chat is not set up.'; ?></p></td></tr>
<tr><th>Widget</th><td><label><input type="checkbox" name="footer" value="1" <?php checked( $options['footer'] ); ?>> Show the chat on all pages of the website</label></td></tr>
<tr><th><label for="livechat-editors">Editors are</label></th><td><select name="editors" id="livechat-editors">
	<?php foreach ( $choices as $role => $words ) : ?>
	<option value="<?php echo esc_attr( $role ); ?>" <?php selected( $options['editors'], $role ); ?>><?php echo esc_html( $words ); ?></option>
	<?php endforeach; ?>
</select><p class="description">Administrators are admins of the chat, all others nothing. Who loses the role here can use the chat for two days at most, or until you deactivate the account there.</p></td></tr>
</table>
<p class="submit"><button class="button button-primary" name="what" value="save">Save</button>
<button class="button" name="what" value="again">Set up again</button>
<button class="button" name="what" value="file">Download livechat.cnf</button></p>
<p class="description">The file has the password of the database and the secret that lets people log in: remove it once it is uploaded.</p>
</form></div>
	<?php
}

add_action( 'admin_post_livechat', function () {
	check_admin_referer( 'livechat' );
	if ( ! current_user_can( 'manage_options' ) ) {
		wp_die( 'You may not do this.', 403 );
	}
	$what = isset( $_POST['what'] ) ? $_POST['what'] : '';
	if ( 'file' === $what ) {
		livechat_send_options();
	} elseif ( 'again' === $what ) {
		livechat_set_up();
	} else {
		$editors = isset( $_POST['editors'] ) ? (string) $_POST['editors'] : '';
		livechat_keep( array(
			'footer'  => ! empty( $_POST['footer'] ),
			'editors' => in_array( $editors, array( 'livechat-agent', 'livechat-manager' ), true ) ? $editors : '',
		) );
	}
	wp_safe_redirect( admin_url( 'admin.php?page=livechat-settings' ) );
	exit;
} );

/** As a download, so that no page and no cache has the password. */
function livechat_send_options() {
	try {
		$text = livechat_option_text();
	} catch ( Livechat_Problem $why ) {
		wp_die( esc_html( $why->getMessage() ) );
	}
	nocache_headers();
	header( 'Cache-Control: no-store' );
	header( 'Content-Type: application/octet-stream' );
	header( 'Content-Disposition: attachment; filename="livechat.cnf"' );
	echo $text;
	exit;
}
