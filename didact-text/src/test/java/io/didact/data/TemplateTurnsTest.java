package io.didact.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.jinja.ChatOptions;
import io.didact.jinja.ChatTemplate;
import io.didact.text.CharacterTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Turns that come from a model's chat template, with templates in the manners of several families.
 */
class TemplateTurnsTest {
  private static final String CHATML =
      "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
          + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

  /** Trims contents, writes a beginning, a date, and headers. */
  private static final String HEADERS =
      "<|begin|>{% for m in messages %}<|head|>{{ m['role'] }}<|/head|>\n\n"
          + "{% if m.role == 'system' %}Date: {{ strftime_now('%d %b %Y') }}\n{% endif %}"
          + "{{ m['content'] | trim }}<|eot|>{% endfor %}"
          + "{% if add_generation_prompt %}<|head|>assistant<|/head|>\n\n{% endif %}";

  /** Opens the thought itself, and drops thoughts of earlier turns. */
  private static final String THINKS =
      "{% for m in messages %}{% if m.role == 'user' %}<User>{{ m.content }}"
          + "{% elif m.role == 'assistant' %}<Bot>{{ m.content.split('</think>')[-1] }}<end>"
          + "{% else %}{{ m.content }}{% endif %}{% endfor %}"
          + "{% if add_generation_prompt %}<Bot><think>\n{% endif %}";

  private static final String NO_SYSTEM =
      "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system role') }}"
          + "{% endif %}[{{ m.content }}]{% endfor %}";

  /** The day that templates are told. */
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-07-26T12:00:00Z"), ZoneOffset.UTC);

  @TempDir Path directory;

  private static TagFormat withTemplateTurns(TagFormat base) throws IOException {
    return new TagFormat(
        base.name(),
        base.teacherSystem(),
        base.studentSystem(),
        base.teacherPrompt(),
        base.studentPrompt(),
        base.solution(),
        base.explanation(),
        base.thought(),
        base.inner(),
        base.between(),
        base.endOfTurn(),
        Turns.CHAT_TEMPLATE);
  }

  private static TagFormat joined(TagFormat base, String template) throws IOException {
    return withTemplateTurns(base).joined(Optional.of(ChatTemplate.ofSource(template)));
  }

  /** The literal presets are ChatML: a template that writes ChatML gives the very same format. */
  @Test
  void chatMlIsWhatThePresetsWrite() throws IOException {
    assertThat(joined(TagFormat.stratos(), CHATML)).isEqualTo(TagFormat.stratos());
    assertThat(joined(TagFormat.r1(), CHATML)).isEqualTo(TagFormat.r1());
  }

  @Test
  void literalTurnsNeedNoTemplate() {
    assertThat(TagFormat.stratos().joined(Optional.empty())).isEqualTo(TagFormat.stratos());
  }

  @Test
  void headersBeginningAndAFixedDate() throws IOException {
    TagFormat format = joined(TagFormat.stratos(), HEADERS);
    assertThat(format.studentPrompt())
        .isEqualTo(
            "<|begin|><|head|>system<|/head|>\n\nDate: 26 Jul 2024\n{system|trim}<|eot|>"
                + "<|head|>user<|/head|>\n\n{question|trim}<|eot|><|head|>assistant<|/head|>\n\n");
    assertThat(format.endOfTurn()).isEqualTo("<|eot|>");
    assertThat(format.teacherPromptFor(new Problem("p", "1+1?", "2", null, null)))
        .contains(TagFormat.stratos().teacherSystem(), "1+1?");
  }

  /**
   * White space around a question is the template's business: what is read is what the template
   * makes of the question itself.
   */
  @Test
  void aQuestionReadsAsTheTemplateWritesIt() throws IOException {
    Problem problem = new Problem("p", " \t1+1?\n\u00a0\n", "2", null, null);
    List<Map<String, String>> messages =
        List.of(
            Map.of("role", "system", "content", TagFormat.r1().studentSystem()),
            Map.of("role", "user", "content", problem.question()));
    for (String template : List.of(CHATML, HEADERS)) {
      assertThat(joined(TagFormat.r1(), template).studentPromptFor(problem))
          .isEqualTo(ChatTemplate.ofSource(template).render(messages, ChatOptions.prompt(CLOCK)));
    }
    assertThat(joined(TagFormat.r1(), CHATML).studentPromptFor(problem))
        .contains("user\n \t1+1?\n\u00a0\n<|im_end|>");
    assertThat(joined(TagFormat.r1(), HEADERS).studentPromptFor(problem))
        .contains("\n\n1+1?<|eot|>");
  }

  /** Trimming on one side, or of some white space, cannot be put into a prompt with places. */
  @Test
  void aTemplateThatTrimsHalfIsRefused() {
    for (String half : List.of("lstrip()", "rstrip()", "strip('\\n')", "strip(' ')")) {
      assertThatThrownBy(
              () -> joined(TagFormat.r1(), CHATML.replace("m.content", "m.content." + half)))
          .as(half)
          .hasMessageContaining("does not write the system text once, as it is");
    }
  }

  /** The format writes the thinking tag; the template's own must not stand before it. */
  @Test
  void aThoughtThatTheTemplateOpensIsNotOpenedTwice() throws IOException {
    TagFormat format = joined(TagFormat.r1(), THINKS);
    assertThat(format.studentPrompt()).isEqualTo("{system}<User>{question}<Bot>");
    assertThat(format.teacherPrompt()).isEqualTo("{system}<User>{question}<Bot>");
    assertThat(format.endOfTurn()).isEqualTo("<end>");
    assertThat(joined(TagFormat.stratos(), THINKS).studentPrompt()).endsWith("<Bot><think>\n");
  }

  /** As Qwen3's does: with {@code enable_thinking=false} the thought is shut before the answer. */
  private static final String MAY_THINK =
      CHATML.replace(
          "assistant\n{% endif %}",
          "assistant\n{% if enable_thinking is defined and enable_thinking is false %}"
              + "<think>\n\n</think>\n\n{% endif %}{% endif %}");

  private static TagFormat joined(TagFormat base, String template, Map<String, ?> variables)
      throws IOException {
    return withTemplateTurns(base)
        .joined(Optional.of(ChatTemplate.ofSource(template).with(variables)));
  }

  /** The format's own thought after a shut one would be a second; other tags are no thought. */
  @Test
  void aThoughtThatTheTemplateShuts() throws IOException {
    Map<String, Boolean> shut = Map.of("enable_thinking", false);
    assertThat(joined(TagFormat.r1(), MAY_THINK)).isEqualTo(TagFormat.r1());
    assertThat(joined(TagFormat.r1(), MAY_THINK, Map.of("enable_thinking", true)))
        .isEqualTo(TagFormat.r1());
    assertThatThrownBy(() -> joined(TagFormat.r1(), MAY_THINK, shut))
        .hasMessageContaining("the chat template shuts the thought (</think>)")
        .hasMessageContaining("enable_thinking");
    assertThat(joined(TagFormat.stratos(), MAY_THINK, shut).studentPrompt())
        .endsWith("assistant\n<think>\n\n</think>\n\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<think></think>",
        "<think>\n</think>\n",
        "<think>\nNo need to think.\n</think>\n\n",
        "</think>",
        "</think>\n\n<think>\n",
      })
  void allWaysOfShuttingIt(String thought) {
    assertThatThrownBy(
            () -> joined(TagFormat.r1(), THINKS.replace("<think>\n{% endif", thought + "{% endif")))
        .hasMessageContaining("shuts the thought (</think>)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<think>\nOkay, so", "<think>Let me", "<think><think>"})
  void aThoughtThatTheTemplateWritesIn(String thought) {
    assertThatThrownBy(
            () -> joined(TagFormat.r1(), THINKS.replace("<think>\n{% endif", thought + "{% endif")))
        .hasMessageContaining("writes in the thought that it opens (<think>)");
  }

  @Test
  void whatATemplateRefusesOrRewritesIsSaid() {
    assertThatThrownBy(() -> joined(TagFormat.r1(), NO_SYSTEM))
        .hasMessageContaining("no system role");
    assertThatThrownBy(() -> joined(TagFormat.r1(), "{{ messages[0].content }}"))
        .hasMessageContaining("does not write the question once");
    assertThatThrownBy(
            () -> joined(TagFormat.r1(), "{% for m in messages %}[{{ m.content }}{% endfor %}"))
        .hasMessageContaining("no end of turn is known");
    assertThatThrownBy(() -> withTemplateTurns(TagFormat.r1()).joined(Optional.empty()))
        .hasMessageContaining("the model has none");
  }

  @Test
  void aFileAsksForThem() throws IOException {
    Path file = directory.resolve("mine.yaml");
    Files.writeString(file, "name: mine\nbase: r1\nturns: chat-template\n");
    assertThat(TagFormat.load(file).turns()).isEqualTo(Turns.CHAT_TEMPLATE);
    Files.writeString(file, "name: mine\nbase: r1\nturns: jinja\n");
    assertThatThrownBy(() -> TagFormat.load(file))
        .hasMessageContaining(
            "mine.yaml:3: turns: expected one of literal, chat-template; was jinja");
  }

  /** What a format has of its own would be lost without a word. */
  @Test
  void promptsBesideThemAreRefused() throws IOException {
    Path file = directory.resolve("mine.yaml");
    Files.writeString(
        file,
        "name: mine\nbase: r1\nturns: chat-template\nstudentPrompt: \"{question}\"\nendOfTurn: <end>\n");
    assertThatThrownBy(() -> TagFormat.load(file))
        .hasMessageContaining(
            "mine.yaml:4: studentPrompt: is not read with turns: chat-template, because the model's"
                + " template writes it; leave it out, or give turns: literal")
        .hasMessageContaining("mine.yaml:5: endOfTurn: is not read");
  }

  /** A block in braces is a format in place, by the rules of a file. */
  @Test
  void aFormatInPlace() throws IOException {
    Path here = Path.of("");
    assertThat(TagFormat.named("{name: mine, base: r1, turns: chat-template}", here).turns())
        .isEqualTo(Turns.CHAT_TEMPLATE);
    TagFormat thinks =
        TagFormat.named("{name: mine, base: small, thought: {open: '<e2>', close: '</e2>'}}", here);
    assertThat(thinks.thought()).isEqualTo(new TagPair("<e2>", "</e2>"));
    assertThat(thinks.solution()).isEqualTo(TagFormat.small().solution());
    assertThatThrownBy(() -> TagFormat.named("{base: stratos, studentSystem: x}", here))
        .hasMessageContaining("tag format:1: name: is missing: with `base` it is another format");
    assertThatThrownBy(() -> TagFormat.named("{name: m, base: stratoz}", here))
        .hasMessageContaining("did you mean `stratos`?");
    assertThatThrownBy(() -> TagFormat.named("{name: m, base: r1, thougt: 1}", here))
        .hasMessageContaining("unknown key; did you mean `thought`?");
    assertThatThrownBy(() -> TagFormat.named("{name: m", here))
        .hasMessageContaining("tag format:1: ");
    assertThatThrownBy(
            () -> TagFormat.named("{name: m, base: r1, turns: chat-template, endOfTurn: x}", here))
        .hasMessageContaining("endOfTurn: is not read with turns: chat-template");
  }

  /** They need not be given either, also without a base. */
  @Test
  void promptsAreNotMissing() throws IOException {
    Path file = directory.resolve("mine.yaml");
    Files.writeString(
        file,
        """
        name: mine
        teacherSystem: Teach.
        studentSystem: Learn.
        solution: {open: <a>, close: </a>}
        explanation: {open: <e>, close: </e>}
        thought: {open: <t>, close: </t>}
        inner: ""
        between: ""
        turns: chat-template
        """);
    TagFormat format = TagFormat.load(file);
    assertThat(format.studentPrompt()).isEmpty();
    assertThat(format.joined(Optional.of(ChatTemplate.ofSource(CHATML))).endOfTurn())
        .isEqualTo("<|im_end|>");
  }

  /** Its prompts are empty: nobody may write them by mistake. */
  @Test
  void aFormatWithoutItsModelWritesNothing() throws IOException {
    TagFormat format = withTemplateTurns(TagFormat.small());
    assertThatThrownBy(() -> new StudentFormat(format, CharacterTokenizer.small().tokenizer()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("tag format small is not joined with a model yet");
  }
}
