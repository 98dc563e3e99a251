package io.didact.hub;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The hosts of {@code NO_PROXY}, which are asked without a proxy. As in curl: names, each with all
 * names below it; addresses; ranges of addresses ({@code 10.0.0.0/8}); {@code *} for every host.
 *
 * @param entries in lower case
 */
record NoProxy(List<String> entries) {
  NoProxy {
    entries = List.copyOf(entries);
  }

  /** Reads entries with commas or white space between them. */
  static NoProxy of(String text) {
    return new NoProxy(
        Arrays.stream(text.toLowerCase(Locale.ROOT).split("[,\\s]+"))
            .filter(entry -> !entry.isEmpty())
            .toList());
  }

  boolean covers(String host) {
    String bare = withoutDots(host.toLowerCase(Locale.ROOT));
    Optional<byte[]> address = address(bare);
    return entries.stream()
        .anyMatch(
            entry ->
                entry.equals("*")
                    || address.map(bytes -> isIn(bytes, entry)).orElse(isBelow(bare, entry)));
  }

  private static boolean isBelow(String host, String entry) {
    String name = withoutDots(entry);
    return !name.isEmpty() && (host.equals(name) || host.endsWith("." + name));
  }

  private static String withoutDots(String name) {
    return name.replaceAll("^\\.|\\.$", "");
  }

  private static boolean isIn(byte[] address, String entry) {
    String[] parts = entry.split("/", 2);
    Optional<byte[]> start = address(parts[0]);
    if (start.isEmpty() || start.get().length != address.length) {
      return false;
    }
    int bits = 8 * address.length;
    if (parts.length == 2) {
      if (!parts[1].matches("\\d{1,3}") || Integer.parseInt(parts[1]) > bits) {
        return false;
      }
      bits = Integer.parseInt(parts[1]);
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if (((address[bit / 8] ^ start.get()[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The bytes of an address; nothing for a name, which is never looked up. */
  private static Optional<byte[]> address(String text) {
    String bare = text.replaceAll("[\\[\\]]", "");
    if (!bare.matches("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-f.]*:[0-9a-f:.]*")) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(bare).getAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
