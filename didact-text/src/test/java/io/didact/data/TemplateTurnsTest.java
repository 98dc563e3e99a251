package io.didact.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.didact.text.template.ChatTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            "<|begin|><|head|>system<|/head|>\n\nDate: 26 Jul 2024\n{system}<|eot|>"
                + "<|head|>user<|/head|>\n\n{question}<|eot|><|head|>assistant<|/head|>\n\n");
    assertThat(format.endOfTurn()).isEqualTo("<|eot|>");
    assertThat(format.teacherPromptFor(new Problem("p", "1+1?", "2", null, null)))
        .contains(TagFormat.stratos().teacherSystem(), "1+1?");
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
        .hasMessageContaining("turns must be one of [literal, chat-template], was jinja");
  }
}
