package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.didact.model.checkpoint.Checkpoint;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training in the turns of a model's own chat template. */
class TemplateTurnsStageTest {
  private static final String TEMPLATE =
      "{% for m in messages %}{% if m.role == 'user' %}<S>{{ m.content | trim }}"
          + "{% else %}{{ m.content }}<end>{% endif %}{% endfor %}";

  @TempDir Path dir;
  private Path model = Path.of("");

  @BeforeEach
  void model() throws IOException {
    model = TinyModels.write(dir.resolve("m"), 1);
    Files.writeString(model.resolve("chat_template.jinja"), TEMPLATE);
    Files.createDirectory(model.resolve("additional_chat_templates"));
    Files.writeString(model.resolve("additional_chat_templates/tool_use.jinja"), "{{ tools }}");
    Files.writeString(
        dir.resolve("data.jsonl"),
        "{\"question\":\"a=3 b=a+4. b\",\"solution\":\"7\",\"trace\":\"3+4=7\"}\n");
  }

  private TestConsole sft(int code, String more, String... settings) throws IOException {
    Path file = dir.resolve("sft.yaml");
    Files.writeString(
        file,
        """
        output: %s
        model: %s
        view: student
        data: {type: file, path: data.jsonl}
        steps: 1
        sequencesPerStep: 1
        machine: {workers: 1}
        format:
          name: own-turns
          turns: chat-template
          teacherSystem: ""
          studentSystem: ""
          solution: {open: <s>, close: </s>}
          explanation: {open: <e>, close: </e>}
          thought: {open: <t>, close: </t>}
          inner: ""
          between: ""
        """
                .formatted(dir.resolve("out"), model)
            + more);
    return run(code, file, settings);
  }

  private static TestConsole run(int code, Path file, String... settings) {
    TestConsole io = new TestConsole("");
    String[] arguments = new String[2 + settings.length];
    arguments[0] = "sft";
    arguments[1] = file.toString();
    System.arraycopy(settings, 0, arguments, 2, settings.length);
    assertThat(Main.run(io.console(), arguments)).as(io.err()).isEqualTo(code);
    return io;
  }

  /** What the stage wrote down is read again, and the trained model keeps all of its templates. */
  @Test
  void trainsAndKeepsTheTemplates() throws IOException {
    sft(0, "");
    Path trained = dir.resolve("out/model");
    assertThat(trained.resolve("chat_template.jinja")).hasContent(TEMPLATE);
    assertThat(trained.resolve("additional_chat_templates/tool_use.jinja"))
        .hasContent("{{ tools }}");
    assertThat(run(0, dir.resolve("out/config.yaml"), "--dry-run").out())
        .contains("turns: chat-template");
  }

  private void template(String text) throws IOException {
    Files.writeString(model.resolve("chat_template.jinja"), text);
  }

  /** Variables of the template are a stage's setting, and are written down with it. */
  @Test
  void templateVariables() throws IOException {
    template(TEMPLATE + "{% if quiet and add_generation_prompt %}<t></t>{% endif %}");
    String loud = sft(0, "").out();
    assertThat(loud).isNotEmpty();
    assertThat(sft(2, "", "templateVariables.quiet=true").err())
        .contains("format: model ", "the chat template shuts the thought (</t>)");
    sft(
        0,
        "",
        "output=" + dir.resolve("b"),
        "templateVariables={quiet: false, n: [1, {a: 0.5}], s: '3'}");
    assertThat(dir.resolve("b/config.yaml"))
        .content()
        .contains("templateVariables:", "quiet: false", "a: 0.5", "s: '3'");
    assertThat(run(0, dir.resolve("b/config.yaml"), "--dry-run").out()).contains("s: '3'");
  }

  @Test
  void variablesThatReachNothingAreRefused() throws IOException {
    for (String where : new String[] {"format=small", "view=teacher"}) {
      String told = sft(where.startsWith("f") ? 2 : 0, "", "templateVariables.x=1", where).err();
      assertThat(told.contains("templateVariables: have no effect"))
          .isEqualTo(where.startsWith("f"));
    }
    assertThat(sft(2, "", "templateVariables.messages=1").err())
        .contains("`messages` is no variable to set");
    assertThat(sft(2, "", "templateVariables=7").err()).contains("expected a block of keys");
  }

  /** Once, where the model is loaded; a stage's own model is not told of again. */
  @Test
  void whatOfAModelsFilesIsNotTaken() throws IOException {
    Files.writeString(
        model.resolve("generation_config.json"),
        "{\"eos_token_id\":8,\"temperature\":0.6,\"top_p\":0.95,\"transformers_version\":\"4\"}");
    assertThat(sft(0, "").err())
        .containsOnlyOnce(
            "generation_config.json: only eos_token_id is taken of it, not temperature 0.6; top_p"
                + " 0.95");
  }

  /** The end of turn that was taught ends texts from now on; what ended them before still does. */
  @Test
  void theTaughtEndOfTurnIsSaved() throws IOException {
    Path generation = model.resolve("generation_config.json");
    Files.writeString(generation, "{\"eos_token_id\":8,\"temperature\":0.6}");
    int end = Tokenizer.load(model).id("<end>").orElseThrow();
    sft(0, "");
    Checkpoint trained = Checkpoint.open(dir.resolve("out/model"));
    assertThat(trained.endIds()).containsExactly(8, end);
    assertThat(trained.config().endIds()).containsExactly(8, end);
    assertThat(new String(trained.files().get("generation_config.json"), StandardCharsets.UTF_8))
        .contains("0.6");
  }

  /** A teacher learns its closing tag, no end of turn. */
  @Test
  void aTeachersEndsStay() throws IOException {
    Files.writeString(model.resolve("generation_config.json"), "{\"eos_token_id\":8}");
    sft(0, "", "view=teacher");
    assertThat(Checkpoint.open(dir.resolve("out/model")).endIds()).containsExactly(8);
  }

  /** Ids that are not the trace, tags within traces and solutions: each is counted. */
  @Test
  void whatIsNotTaughtAsItStandsIsTold() throws IOException {
    Files.writeString(
        dir.resolve("data.jsonl"),
        """
        {"question":"a=3 b=a+4. b","solution":"7","trace":"3+4=7","traceIds":[1,2]}
        {"question":"a=3 b=a+4. b","solution":"7","trace":"3+4</t>=7"}
        {"question":"a=3 b=a+4. b","solution":"7</s>","trace":"3+4=7"}
        """);
    assertThat(sft(0, "").err())
        .contains("1 of 3 problems have traceIds that are not the trace")
        .contains("1 of 3 problems have a closing tag or an end of turn within the trace")
        .contains("1 of 3 problems have the solution's closing tag");
  }

  /** They would be lost without a word. */
  @Test
  void promptsBesideThemAreRefused() throws IOException {
    assertThat(sft(2, "  studentPrompt: \"<S>{question}\"\n", "format.endOfTurn=<end>").err())
        .contains(
            "sft.yaml:18: format.studentPrompt: is not read with turns: chat-template, because the"
                + " model's template writes it; leave it out, or give turns: literal",
            "command line: format.endOfTurn: is not read with turns: chat-template");
    assertThat(dir.resolve("out")).doesNotExist();
  }
}
