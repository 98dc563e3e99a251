package io.didact.data;

import io.didact.config.Rules;
import io.didact.text.NearestName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a {@link TagFormat} must fulfil. */
final class TagFormatRules {
  /**
   * A place to fill in a prompt template; with {@code |trim} without the white space around what
   * comes there.
   */
  static final Pattern PLACE = Pattern.compile("\\{([A-Za-z]+)(\\|trim)?}");

  private static final List<String> PLACES = List.of("system", "question");

  private final Rules rules;
  private final Map<String, String> keyOfTag = new HashMap<>();

  TagFormatRules(String name) {
    this.rules = new Rules("tag format " + name);
    filled("name", name);
  }

  TagFormatRules prompt(String key, String template, String system) {
    List<String> places = new ArrayList<>();
    Matcher matcher = PLACE.matcher(template);
    while (matcher.find()) {
      String place = matcher.group(1);
      places.add(place);
      rules.require(
          PLACES.contains(place),
          key,
          "has an unknown place " + matcher.group() + NearestName.hint(place, PLACES));
    }
    rules
        .require(
            places.stream().filter("question"::equals).count() == 1,
            key,
            "must have {question} once")
        .require(
            system.isEmpty() || places.contains("system"),
            key,
            "has no {system} to put the system prompt in");
    return this;
  }

  TagFormatRules tags(String key, TagPair tags) {
    tag(key + ".open", tags.open());
    tag(key + ".close", tags.close());
    return this;
  }

  private void tag(String key, String tag) {
    filled(key, tag);
    String other = tag.isBlank() ? null : keyOfTag.putIfAbsent(tag, key);
    rules.require(other == null, key, "is the same tag as " + other + ", " + tag);
  }

  TagFormatRules filled(String key, String text) {
    rules.require(!text.isBlank(), key, "is empty");
    return this;
  }

  void done() {
    rules.done();
  }
}
