package io.didact.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RenderCommandTest {
  @TempDir Path dir;

  private Path model(String template) throws IOException {
    Path model = TinyModels.write(Files.createDirectory(dir.resolve("m")), 1);
    if (!template.isEmpty()) {
      Files.writeString(model.resolve("chat_template.jinja"), template);
    }
    return model;
  }

  private static TestConsole run(int code, String in, String... arguments) {
    TestConsole io = new TestConsole(in);
    assertThat(Main.run(io.console(), arguments)).as(io.err()).isEqualTo(code);
    return io;
  }

  private static JsonNode json(TestConsole io) {
    return JsonMapper.shared().readTree(io.out());
  }

  private static final String SMALL =
      "{% for m in messages %}<S>{{ m.content }}{% endfor %}"
          + "{% if add_generation_prompt %}<t>{% endif %}{{ tools | length if tools else '' }}{{ more }}";

  @Test
  void textAndIds() throws IOException {
    String model = model(SMALL).toString();
    String line = "{\"messages\":[{\"role\":\"user\",\"content\":\"1+2\"}]%s}";
    JsonNode row = json(run(0, line.formatted(""), "render", "--model", model));
    assertThat(row.path("text").asString()).isEqualTo("<S>1+2<t>");
    assertThat(row.path("ids")).hasSize(5); // <S>, 1, +, 2, <t>
    String more = ",\"tools\":[{\"name\":\"f\"}],\"templateVariables\":{\"more\":7}";
    TestConsole io =
        run(0, line.formatted(more), "render", "--model", model, "--no-generation-prompt");
    assertThat(json(io).path("text").asString()).isEqualTo("<S>1+217");
    String goOn = ",\"continueFinalMessage\":true";
    assertThat(
            json(run(0, line.formatted(goOn), "render", "--model", model)).path("text").asString())
        .isEqualTo("<S>1+2");
  }

  /** The same prompt, whether given as text or as messages, is written on in the same way. */
  @Test
  void generateTakesMessages() throws IOException {
    String model = model(SMALL).toString();
    List<String> outs = new ArrayList<>();
    for (String line :
        List.of(
            "{\"prompt\":\"<S>1+2<t>\"}",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"1+2\"}]}")) {
      outs.add(run(0, line, "generate", "--model", model, "--max-tokens", "8").out());
    }
    assertThat(outs.get(1)).isEqualTo(outs.get(0)).contains("\"ids\":[");
  }

  private static final String MAY_THINK =
      "{% for m in messages %}<S>{{ m.content }}{% endfor %}<t>"
          + "{% if enable_thinking is defined and not enable_thinking %}</t>{% endif %}";

  /** The option holds for all lines; a line's own stand over it. */
  @Test
  void templateVariables() throws IOException {
    String model = model(MAY_THINK).toString();
    String line = "{\"messages\":[{\"role\":\"user\",\"content\":\"1+2\"}]%s}";
    String off = "{enable_thinking: false}";
    for (String[] each :
        new String[][] {
          {"", "{}", "<S>1+2<t>"},
          {"", off, "<S>1+2<t></t>"},
          {",\"templateVariables\":{\"enable_thinking\":false}", "{}", "<S>1+2<t></t>"},
          {",\"templateVariables\":{\"enable_thinking\":true}", off, "<S>1+2<t>"},
          {",\"templateVariables\":{\"other\":1}", off, "<S>1+2<t></t>"},
        }) {
      String in = line.formatted(each[0]);
      TestConsole io = run(0, in, "render", "--model", model, "--template-variables", each[1]);
      assertThat(json(io).path("text").asString()).as(each[0]).isEqualTo(each[2]);
      String prompt = "{\"prompt\":\"%s\"}".formatted(each[2]);
      assertThat(
              run(
                      0,
                      in,
                      "generate",
                      "--model",
                      model,
                      "--max-tokens",
                      "8",
                      "--template-variables",
                      each[1])
                  .out())
          .isEqualTo(run(0, prompt, "generate", "--model", model, "--max-tokens", "8").out());
    }
    for (String wrong : List.of("7", "[a]", "{a: [}", "{a: null}")) {
      assertThat(run(2, "", "render", "--model", model, "--template-variables", wrong).err())
          .as(wrong)
          .contains("templateVariables");
    }
    assertThat(run(1, "", "render", "--model", model, "--template-variables", "{tools: 1}").err())
        .contains("`tools` is no variable to set");
  }

  @Test
  void whatIsWrongIsNamed() throws IOException {
    String model = model("{{ raise_exception('roles must alternate') }}").toString();
    String messages = "{\"messages\":[{\"role\":\"user\",\"content\":\"1\"}]}";
    assertThat(run(1, messages, "render", "--model", model).err())
        .isEqualTo("didact: stdin:1: the chat template refuses: line 1: roles must alternate\n");
    assertThat(run(1, "{\"messages\":7}", "render", "--model", model).err())
        .contains("`messages` must be a list of objects");
    assertThat(run(1, "{}", "render", "--model", model).err())
        .contains("the field `messages` is missing");
    assertThat(run(1, "{\"prompt\":\"1\",\"messages\":[]}", "generate", "--model", model).err())
        .contains("give one of `prompt`, `ids` and `messages`");
    Files.delete(Path.of(model, "chat_template.jinja"));
    assertThat(run(1, messages, "render", "--model", model).err()).contains("no chat template");
    assertThat(run(1, messages, "generate", "--model", model).err())
        .contains("no chat template, so give `prompt` or `ids`");
  }

  /** Work on ids needs no template, so a damaged one does not stand in its way. */
  @Test
  void aDamagedTemplateConcernsConversationsOnly() throws IOException {
    Path model = model("");
    Files.writeString(model.resolve("tokenizer_config.json"), "{");
    run(0, "{\"ids\":[5,6]}", "logprobs", "--model", model.toString());
    String messages = "{\"messages\":[{\"role\":\"user\",\"content\":\"1\"}]}";
    assertThat(run(1, messages, "generate", "--model", model.toString()).err())
        .contains("tokenizer_config.json: not JSON");
  }
}
