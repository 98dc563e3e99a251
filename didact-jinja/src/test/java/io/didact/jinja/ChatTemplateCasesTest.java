package io.didact.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that a template can say, against Python's jinja2 set up as transformers does it. The
 * cases and what came of them there are written by {@code src/test/python/chat_template_cases.py}.
 */
class ChatTemplateCasesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-05-01T09:07:03Z"), ZoneOffset.UTC);

  @Test
  void agreesWithJinja() throws IOException {
    List<String> wrong = new ArrayList<>();
    int rendered = 0;
    int failed = 0;
    try (BufferedReader lines = open()) {
      JsonNode shared = JsonMapper.shared().readTree(lines.readLine());
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode each = JsonMapper.shared().readTree(line);
        String found = outcome(shared, each);
        String wanted = wanted(each);
        if (!found.startsWith(wanted)) {
          wrong.add(each + "\n  gives " + found);
        }
        if (each.has("fails")) {
          failed++;
        } else {
          rendered++;
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(rendered).isGreaterThan(1300);
    assertThat(failed).isGreaterThan(400);
  }

  private static BufferedReader open() {
    InputStream in =
        Objects.requireNonNull(ChatTemplateCasesTest.class.getResourceAsStream("cases.jsonl"));
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  private static String wanted(JsonNode each) {
    return each.has("fails")
        ? "FAILS "
        : "TEXT " + each.path("text").stringValue() + spans(each.path("assistant"));
  }

  private static String spans(JsonNode assistant) {
    List<String> spans = new ArrayList<>();
    assistant.forEach(span -> spans.add(span.get(0).intValue() + "-" + span.get(1).intValue()));
    return " " + spans;
  }

  private static String outcome(JsonNode shared, JsonNode each) {
    boolean alone = each.has("template");
    String source =
        alone
            ? each.path("template").stringValue()
            : shared.path("templates").path(each.path("named").stringValue()).stringValue();
    JsonNode messages =
        alone
            ? shared.path("talk")
            : shared.path("conversations").get(each.path("conversation").intValue());
    JsonNode options =
        alone
            ? JsonMapper.shared().createObjectNode()
            : shared.path("options").get(each.path("options").intValue());
    Map<String, Object> variables = new LinkedHashMap<>();
    take(alone ? shared.path("values") : shared.path("tokens"), variables);
    take(options.path("variables"), variables);
    try {
      Rendering rendering =
          ChatTemplate.ofSource(source)
              .rendering(
                  list(messages).orElseThrow(),
                  new ChatOptions(
                      options.path("add_generation_prompt").asBoolean(false),
                      options.path("continue_final_message").asBoolean(false),
                      list(options.path("tools")),
                      list(options.path("documents")),
                      variables,
                      Optional.empty(),
                      CLOCK));
      return "TEXT " + rendering.text() + " " + spansInCodePoints(rendering);
    } catch (IllegalArgumentException e) {
      return "FAILS " + e.getMessage();
    }
  }

  private static void take(JsonNode map, Map<String, Object> variables) {
    map.properties().forEach(each -> variables.put(each.getKey(), plain(each.getValue())));
  }

  private static Optional<List<?>> list(JsonNode node) {
    if (!node.isArray()) {
      return Optional.empty();
    }
    List<Object> items = new ArrayList<>();
    node.forEach(item -> items.add(plain(item)));
    return Optional.of(items);
  }

  private static Object plain(JsonNode node) {
    return JsonMapper.shared().treeToValue(node, Object.class);
  }

  /** Python counts code points. */
  private static List<String> spansInCodePoints(Rendering rendering) {
    String text = rendering.text();
    return rendering.assistant().stream()
        .map(
            part -> text.codePointCount(0, part.start()) + "-" + text.codePointCount(0, part.end()))
        .toList();
  }
}
