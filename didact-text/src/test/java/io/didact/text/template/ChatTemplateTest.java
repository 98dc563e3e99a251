package io.didact.text.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which template of a directory is used, what it sees, and what it says when it fails. */
class ChatTemplateTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-05-01T09:07:03Z"), ZoneOffset.UTC);
  private static final ChatOptions PROMPT = ChatOptions.prompt(CLOCK);
  private static final List<Map<String, String>> HELLO =
      List.of(Map.of("role", "user", "content", "Hello"));

  @TempDir private Path directory;

  private static Optional<ChatTemplate> of(String... namesAndTexts) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      files.put(namesAndTexts[i], namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return ChatTemplate.of(files);
  }

  private static String rendered(String... namesAndTexts) throws IOException {
    return of(namesAndTexts).orElseThrow().render(HELLO, PROMPT);
  }

  @Test
  void findsTheTemplateOfADirectory() throws IOException {
    assertThat(of()).isEmpty();
    assertThat(of("tokenizer_config.json", "{\"bos_token\":\"<s>\"}")).isEmpty();
    assertThat(of("tokenizer_config.json", "{\"chat_template\":null}")).isEmpty();
    assertThat(rendered("tokenizer_config.json", "{\"chat_template\":\"one\"}")).isEqualTo("one");
    assertThat(
            rendered(
                "tokenizer_config.json",
                "{\"chat_template\":\"one\"}",
                "chat_template.jinja",
                "two\n"))
        .isEqualTo("two");
  }

  private static ChatOptions options(
      Optional<List<?>> tools, Map<String, ?> variables, Optional<String> template) {
    return new ChatOptions(true, false, tools, Optional.empty(), variables, template, CLOCK);
  }

  private static ChatOptions variables(Object x) {
    return options(Optional.empty(), Map.of("x", x), Optional.empty());
  }

  @Test
  void choosesAmongNamedTemplates() throws IOException {
    String config =
        "{\"chat_template\":[{\"name\":\"default\",\"template\":\"d\"},"
            + "{\"name\":\"tool_use\",\"template\":\"t{{ tools|length }}\"},{\"name\":\"rag\",\"template\":\"{% nope %}\"}]}";
    ChatTemplate templates = of("tokenizer_config.json", config).orElseThrow();
    assertThat(templates.names()).containsExactly("default", "rag", "tool_use");
    assertThat(templates.render(HELLO, PROMPT)).isEqualTo("d");
    Optional<List<?>> tools = Optional.of(List.of(Map.of("name", "f")));
    assertThat(templates.render(HELLO, options(tools, Map.of(), Optional.empty()))).isEqualTo("t1");
    assertThat(
            templates.render(
                HELLO, options(Optional.of(List.of()), Map.of(), Optional.of("tool_use"))))
        .isEqualTo("t0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                templates.render(
                    HELLO, options(Optional.empty(), Map.of(), Optional.of("tool_uze"))))
        .withMessage("the model has no chat template `tool_uze`; did you mean `tool_use`?");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> templates.render(HELLO, options(Optional.empty(), Map.of(), Optional.of("rag"))))
        .withMessageContaining("line 1: unknown tag `nope`");
  }

  @Test
  void opensADirectoryWithMoreTemplates() throws IOException {
    assertThat(ChatTemplate.open(directory)).isEmpty();
    Files.writeString(directory.resolve("chat_template.jinja"), "main {{ eos_token }}");
    Files.createDirectory(directory.resolve("additional_chat_templates"));
    Files.writeString(directory.resolve("additional_chat_templates/tool_use.jinja"), "tools");
    Files.writeString(
        directory.resolve("special_tokens_map.json"), "{\"eos_token\":{\"content\":\"<e>\"}}");
    ChatTemplate templates = ChatTemplate.open(directory).orElseThrow();
    assertThat(templates.names()).containsExactly("default", "tool_use");
    assertThat(templates.render(HELLO, PROMPT)).isEqualTo("main <e>");
    Files.writeString(directory.resolve("tokenizer_config.json"), "{");
    assertThatIOException()
        .isThrownBy(() -> ChatTemplate.open(directory))
        .withMessageContaining(directory + ": tokenizer_config.json: not JSON");
    Files.writeString(directory.resolve("tokenizer_config.json"), "{\"chat_template\":7}");
    Files.delete(directory.resolve("chat_template.jinja"));
    Files.delete(directory.resolve("additional_chat_templates/tool_use.jinja"));
    assertThatIOException()
        .isThrownBy(() -> ChatTemplate.open(directory))
        .withMessageContaining("neither a text nor a list of {name, template}");
  }

  @Test
  void specialTokensAreVariables() throws IOException {
    assertThat(
            rendered(
                "tokenizer_config.json",
                "{\"chat_template\":\"{{ bos_token }}{{ eos_token }}{{ pad_token is defined }}{{ add_bos_token is defined }}"
                    + "{{ additional_special_tokens }}{{ image_token }}\","
                    + "\"bos_token\":\"<s>\",\"eos_token\":{\"content\":\"</s>\",\"lstrip\":false},\"pad_token\":null,\"add_bos_token\":true,"
                    + "\"additional_special_tokens\":[\"<a>\",{\"content\":\"<b>\"}],\"extra_special_tokens\":{\"image_token\":\"<i>\"}}"))
        .isEqualTo("<s></s>FalseFalse['<a>', '<b>']<i>");
  }

  /** What is in a message is a value: tags in it mean nothing, and it is never parsed. */
  @Test
  void messagesAreNotTemplates() {
    ChatTemplate template =
        ChatTemplate.ofSource("{{ messages[0].content }}{{ messages[0]['content'] | upper }}");
    assertThat(
            template.render(
                List.of(Map.of("role", "user", "content", "{{ raise_exception('x') }}{% if")),
                PROMPT))
        .isEqualTo("{{ raise_exception('x') }}{% if{{ RAISE_EXCEPTION('X') }}{% IF");
  }

  @Test
  void continuesTheFinalMessage() {
    ChatTemplate plain =
        ChatTemplate.ofSource(
            "{% for m in messages %}<{{ m.role }}>{{ m.content }}</>{% endfor %}");
    ChatTemplate trimming =
        ChatTemplate.ofSource(
            "{% for m in messages %}<{{ m.role }}>{{ m.content | trim }}</>{% endfor %}");
    ChatTemplate dropping = ChatTemplate.ofSource("{{ messages[0].content }}");
    List<Map<String, String>> talk =
        List.of(
            Map.of("role", "user", "content", "Count"),
            Map.of("role", "assistant", "content", "1, 2, "));
    ChatOptions options =
        new ChatOptions(
            false, true, Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), CLOCK);
    assertThat(plain.render(talk, options)).isEqualTo("<user>Count</><assistant>1, 2, ");
    assertThat(trimming.render(talk, options)).isEqualTo("<user>Count</><assistant>1, 2,");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dropping.render(talk, options))
        .withMessageContaining("leaves out or changes its content");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plain.render(List.of(), options))
        .withMessageContaining("no final message");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ChatOptions(
                    true,
                    true,
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    Optional.empty(),
                    CLOCK))
        .withMessageContaining("generation prompt begins a new message");
  }

  @Test
  void marksWhatIsTheAssistants() {
    Rendering rendering =
        ChatTemplate.ofSource(
                "🙂{% for m in messages %}{% if m.role == 'assistant' %}A:{% generation %}{{ m.content }}!{% endgeneration %}"
                    + "{% else %}U:{{ m.content }}{% endif %};{% endfor %}")
            .rendering(
                List.of(
                    Map.of("role", "user", "content", "a"),
                    Map.of("role", "assistant", "content", "bc"),
                    Map.of("role", "assistant", "content", "d")),
                ChatOptions.history(CLOCK));
    assertThat(rendering.text()).isEqualTo("🙂U:a;A:bc!;A:d!;");
    assertThat(rendering.assistant())
        .extracting(part -> rendering.text().substring(part.start(), part.end()))
        .containsExactly("bc!", "d!");
  }

  @Test
  void failuresSayWhereAndWhat() {
    assertFailure("a\nb {% endfor %}", TemplateException.Kind.SYNTAX, 2, "unknown tag `endfor`");
    assertFailure(
        "{% if x %}\n\n{% for y in x %}\n{% endfor %}",
        TemplateException.Kind.SYNTAX, 1, "`{% if %}` is not closed; wanted");
    assertFailure(
        "\n{{ 1 +* }}", TemplateException.Kind.SYNTAX, 2, "wanted an expression, found `*`");
    assertFailure(
        "\n\n{{ x | uper }}",
        TemplateException.Kind.SYNTAX,
        3,
        "there is no filter `uper`; did you mean `upper`?");
    assertFailure(
        "{{ messages[0].name.first }}",
        TemplateException.Kind.EVALUATION,
        1,
        "'dict object' has no attribute 'name'");
    assertFailure(
        "\n{{ nothing.x }}", TemplateException.Kind.EVALUATION, 2, "'nothing' is undefined");
    assertFailure(
        "{{ messages.append(1) }}", TemplateException.Kind.EVALUATION, 1, "may not change a list");
    assertFailure(
        "{% include 'x' %}", TemplateException.Kind.SYNTAX, 1, "`include` is not supported");
    TemplateException raised =
        assertFailure(
            "\n{{ raise_exception('No ' ~ messages[0].role) }}",
            TemplateException.Kind.RAISED,
            2,
            "No user");
    assertThat(raised.what()).isEqualTo("No user");
    assertThat(raised).hasMessage("the chat template refuses: line 2: No user");
  }

  private static TemplateException assertFailure(
      String source, TemplateException.Kind kind, int line, String message) {
    TemplateException failure =
        catchThrowableOfType(
            TemplateException.class, () -> ChatTemplate.ofSource(source).render(HELLO, PROMPT));
    assertThat(failure).as(source).isNotNull().hasMessageContaining(message);
    assertThat(failure.kind()).as(source).isEqualTo(kind);
    assertThat(failure.line()).as(source).isEqualTo(line);
    return failure;
  }

  @Test
  void valuesAreJson() {
    ChatTemplate template = ChatTemplate.ofSource("{{ x }}");
    assertThat(template.render(HELLO, variables(List.of(1L, 2.0, true, "a"))))
        .isEqualTo("[1, 2.0, True, 'a']");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> template.render(HELLO, variables(CLOCK)))
        .withMessageContaining("not a JSON value");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> template.render(List.of(Map.of(1, "a")), PROMPT))
        .withMessageContaining("keys of an object must be texts");
  }
}
