package io.didact.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which template is used, what it sees, and what it says when it fails. */
class ChatTemplateTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-05-01T09:07:03Z"), ZoneOffset.UTC);
  private static final ChatOptions PROMPT = ChatOptions.prompt(CLOCK);
  private static final List<Map<String, String>> HELLO =
      List.of(Map.of("role", "user", "content", "Hello"));

  private static ChatOptions options(
      Optional<List<?>> tools, Map<String, ?> variables, Optional<String> template) {
    return new ChatOptions(true, false, tools, Optional.empty(), variables, template, CLOCK);
  }

  private static ChatOptions variables(Object x) {
    return options(Optional.empty(), Map.of("x", x), Optional.empty());
  }

  @Test
  void choosesAmongNamedTemplates() {
    ChatTemplate templates =
        ChatTemplate.of(
            Map.of("default", "d", "tool_use", "t{{ tools|length }}", "rag", "{% nope %}"),
            Map.of());
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
  void specialTokensAreVariables() {
    Map<String, Object> tokens = Map.of("bos_token", "<s>", "additional", List.of("<a>", "<b>"));
    ChatTemplate template =
        ChatTemplate.of(
            Map.of("default", "{{ bos_token }}{{ additional }}{{ pad_token is defined }}{{ x }}"),
            tokens);
    assertThat(template.render(HELLO, variables(7))).isEqualTo("<s>['<a>', '<b>']False7");
    assertThat(
            template.render(
                HELLO, options(Optional.empty(), Map.of("bos_token", "o"), Optional.empty())))
        .isEqualTo("o['<a>', '<b>']False");
  }

  /** As transformers 5 has it: {@code null} is as if it were not there. */
  @Test
  void whatIsNullIsNotThere() {
    Map<String, Object> message = new HashMap<>(Map.of("role", "user"));
    message.put("content", null);
    ChatTemplate template =
        ChatTemplate.ofSource("{{ messages[0].content is defined }}{{ 'content' in messages[0] }}");
    assertThat(template.render(List.of(message), PROMPT)).isEqualTo("FalseFalse");
  }

  /** As transformers 5 has it, whichever of its names a message uses; the usual name goes first. */
  @Test
  void reasoningHasAllItsNames() {
    ChatTemplate template =
        ChatTemplate.ofSource("{% for k, v in messages[0].items() %}{{ k }}={{ v }};{% endfor %}");
    assertThat(template.render(List.of(Map.of("reasoning", "r")), PROMPT))
        .isEqualTo("thinking=r;reasoning=r;reasoning_content=r;");
    assertThat(template.render(List.of(Map.of("reasoning_content", "c")), PROMPT))
        .isEqualTo("thinking=c;reasoning_content=c;");
    assertThat(template.render(List.of(Map.of("thinking", "t")), PROMPT))
        .isEqualTo("thinking=t;reasoning_content=t;");
    Map<String, String> both = new LinkedHashMap<>();
    both.put("reasoning_content", "c");
    both.put("thinking", "t");
    assertThat(template.render(List.of(both), PROMPT)).isEqualTo("thinking=t;reasoning_content=c;");
  }

  @Test
  void aConversationHasAMessage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChatTemplate.ofSource("x").render(List.of(), PROMPT))
        .withMessage("a conversation needs at least one message");
  }

  /** A template of any kind: what it is given is all it sees. */
  @Test
  void rendersAnyTemplateWithAnyVariables() {
    Template letter =
        Template.parse(
            "Dear {{ name | title }}, {{ messages is defined }} {{ strftime_now('%F') }}");
    assertThat(letter.render(Map.of("name", "ada lovelace"), CLOCK))
        .isEqualTo("Dear Ada Lovelace, False 2024-05-01");
    assertThat(letter.render(Map.of(), CLOCK)).isEqualTo("Dear , False 2024-05-01");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> letter.render(Map.of("name", CLOCK), CLOCK))
        .withMessageContaining("not a JSON value");
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
        .withMessageContaining("at least one message");
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
