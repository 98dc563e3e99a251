package io.didact.hub;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proxy that an environment variable names.
 *
 * @param variable which names it, for messages
 * @param host name or address
 * @param port of the host
 * @param authorization value of the header {@code Proxy-Authorization}, where a user is given
 */
record NamedProxy(String variable, String host, int port, Optional<String> authorization) {
  /** Where curl looks for a proxy whose port is not given. */
  private static final int DEFAULT_PORT = 1080;

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?:(?<user>[^/\\s]*)@)?"
              + "(?<host>\\[[0-9A-Fa-f:.]+]|[^\\[\\]:/@\\s]+)(?::(?<port>\\d{1,5}))?/?");

  /**
   * Reads {@code [http://][USER[:PASSWORD]@]HOST[:PORT]}; user and password may have signs as
   * {@code %40}.
   *
   * @throws HubException where it has another form; what is in it is not told, for it may be secret
   */
  static NamedProxy of(String variable, String text) throws HubException {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw malformed(variable);
    }
    String scheme = form.group("scheme");
    if (scheme != null && !scheme.equalsIgnoreCase("http")) {
      throw new HubException(
          variable + " names a proxy of the kind " + scheme + "://; only http:// is supported");
    }
    int port = form.group("port") == null ? DEFAULT_PORT : Integer.parseInt(form.group("port"));
    if (port < 1 || port > 65_535) {
      throw malformed(variable);
    }
    Optional<String> authorization = Optional.empty();
    if (form.group("user") != null) {
      authorization = Optional.of(basic(variable, form.group("user")));
    }
    return new NamedProxy(
        variable, form.group("host").replaceAll("[\\[\\]]", ""), port, authorization);
  }

  private static String basic(String variable, String user) throws HubException {
    try {
      String[] parts = (user + ":").split(":", 3);
      String credentials = decoded(parts[0]) + ":" + decoded(parts[1]);
      return "Basic "
          + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw malformed(variable);
    }
  }

  /** Without the signs as {@code %40}; a plus stays one. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static HubException malformed(String variable) {
    return new HubException(
        variable
            + " must be like http://HOST:PORT or http://USER:PASSWORD@HOST:PORT"
            + " (in user and password write @ as %40, : as %3A, % as %25)");
  }

  /** Without the user, who is for no log. */
  @Override
  public String toString() {
    return host + ":" + port + " (" + variable + ")";
  }
}
