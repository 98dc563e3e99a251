package io.didact.text;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Byte-level BPE as it is defined, slowly: added tokens are cut out of the text, the rest is
 * normalized to NFC where the file says so and cut by the pattern, and in each piece the pair of
 * neighbours that the file's list of merges names first is joined, the leftmost first, until no
 * pair is in the list.
 */
final class NaiveBpe {
  private final Map<String, Integer> ids = new HashMap<>();
  private final Map<List<String>, Integer> ranks = new HashMap<>();
  private final Map<String, Integer> added = new HashMap<>();
  private final Pattern addedTokens;
  private final Pattern pieces;
  private final boolean nfc;

  NaiveBpe(JsonNode root, String pattern) {
    JsonNode model = root.path("model");
    model.path("vocab").forEachEntry((token, id) -> ids.put(token, id.intValue()));
    for (JsonNode merge : model.path("merges")) {
      List<String> pair =
          merge.isArray()
              ? List.of(merge.get(0).asString(), merge.get(1).asString())
              : List.of(merge.asString().split(" "));
      ranks.put(pair, ranks.size());
    }
    root.path("added_tokens")
        .forEach(token -> added.put(token.path("content").asString(), token.path("id").asInt()));
    addedTokens =
        Pattern.compile(
            added.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
    pieces = Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS);
    nfc = root.path("normalizer").path("type").asString("").equals("NFC");
  }

  TokenIds encode(String text) {
    List<Integer> all = new ArrayList<>();
    Matcher matcher = addedTokens.matcher(text);
    int at = 0;
    while (matcher.find()) {
      encodeOrdinary(text.substring(at, matcher.start()), all);
      all.add(added.get(matcher.group()));
      at = matcher.end();
    }
    encodeOrdinary(text.substring(at), all);
    return TokenIds.of(all);
  }

  private void encodeOrdinary(String text, List<Integer> all) {
    Matcher matcher = pieces.matcher(nfc ? Normalizer.normalize(text, Normalizer.Form.NFC) : text);
    while (matcher.find()) {
      merged(spelled(matcher.group())).forEach(token -> all.add(ids.get(token)));
    }
  }

  private List<String> merged(List<String> tokens) {
    List<String> rest = new ArrayList<>(tokens);
    while (true) {
      int best = -1;
      int bestRank = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < rest.size(); i++) {
        int rank = ranks.getOrDefault(rest.subList(i, i + 2), Integer.MAX_VALUE);
        if (rank < bestRank) {
          best = i;
          bestRank = rank;
        }
      }
      if (best < 0) {
        return rest;
      }
      rest.set(best, rest.get(best) + rest.remove(best + 1));
    }
  }

  /** One letter of the byte alphabet for each byte. */
  static List<String> spelled(String text) {
    List<String> letters = new ArrayList<>();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      letters.add(String.valueOf(letterOf(each & 0xFF)));
    }
    return letters;
  }

  /** GPT-2's table: printable Latin-1 as itself, the 68 others from U+0100 on, in their order. */
  static char letterOf(int value) {
    if (isPrintable(value)) {
      return (char) value;
    }
    int others = 0;
    for (int each = 0; each < value; each++) {
      others += isPrintable(each) ? 0 : 1;
    }
    return (char) (256 + others);
  }

  private static boolean isPrintable(int value) {
    return (value >= 33 && value <= 126) || (value >= 161 && value <= 255 && value != 173);
  }
}
