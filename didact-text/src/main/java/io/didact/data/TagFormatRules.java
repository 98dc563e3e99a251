package io.didact.data;

import io.didact.text.NearestName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a {@link TagFormat} must fulfil; gathers everything that is wrong. */
final class TagFormatRules {
  /**
   * A place to fill in a prompt template; with {@code |trim} without the white space around what
   * comes there.
   */
  static final Pattern PLACE = Pattern.compile("\\{([A-Za-z]+)(\\|trim)?}");

  private static final List<String> PLACES = List.of("system", "question");

  private final List<String> problems = new ArrayList<>();
  private final Map<String, String> keyOfTag = new HashMap<>();

  TagFormatRules named(String name) {
    if (name.isBlank()) {
      problems.add("name is empty");
    }
    return this;
  }

  TagFormatRules prompt(String key, String template, String system) {
    List<String> places = new ArrayList<>();
    Matcher matcher = PLACE.matcher(template);
    while (matcher.find()) {
      places.add(matcher.group(1));
      if (!PLACES.contains(matcher.group(1))) {
        problems.add(
            key
                + " has an unknown place "
                + matcher.group()
                + NearestName.hint(matcher.group(1), PLACES));
      }
    }
    if (places.stream().filter("question"::equals).count() != 1) {
      problems.add(key + " must have {question} once");
    }
    if (!system.isEmpty() && !places.contains("system")) {
      problems.add(key + " has no {system} to put the system prompt in");
    }
    return this;
  }

  TagFormatRules tags(String key, TagPair tags) {
    tag(key + ".open", tags.open());
    tag(key + ".close", tags.close());
    return this;
  }

  private void tag(String key, String tag) {
    if (tag.isBlank()) {
      problems.add(key + " is empty");
      return;
    }
    String other = keyOfTag.putIfAbsent(tag, key);
    if (other != null) {
      problems.add(key + " is the same tag as " + other + ", " + tag);
    }
  }

  TagFormatRules endOfTurn(String text) {
    if (text.isBlank()) {
      problems.add("endOfTurn is empty");
    }
    return this;
  }

  List<String> problems() {
    return problems;
  }
}
