package io.didact.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.didact.jinja.ChatOptions;
import io.didact.jinja.ChatTemplate;
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

/** Which template and which special tokens a model's directory gives. */
class ChatTemplateFilesTest {
  private static final ChatOptions PROMPT =
      ChatOptions.prompt(Clock.fixed(Instant.parse("2024-05-01T09:07:03Z"), ZoneOffset.UTC));
  private static final List<Map<String, String>> HELLO =
      List.of(Map.of("role", "user", "content", "Hello"));

  @TempDir private Path directory;

  private static Optional<ChatTemplate> of(String... namesAndTexts) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      files.put(namesAndTexts[i], namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    return ChatTemplateFiles.of(files);
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

  @Test
  void aConfigurationMayHaveNamedTemplates() throws IOException {
    String config =
        "{\"chat_template\":[{\"name\":\"default\",\"template\":\"d\"},"
            + "{\"name\":\"tool_use\",\"template\":\"t\"},{\"name\":\"rag\",\"template\":\"{% nope %}\"}]}";
    ChatTemplate templates = of("tokenizer_config.json", config).orElseThrow();
    assertThat(templates.names()).containsExactly("default", "rag", "tool_use");
    assertThat(templates.render(HELLO, PROMPT)).isEqualTo("d");
  }

  @Test
  void opensADirectoryWithMoreTemplates() throws IOException {
    assertThat(ChatTemplateFiles.open(directory)).isEmpty();
    Files.writeString(directory.resolve("chat_template.jinja"), "main {{ eos_token }}");
    Files.createDirectory(directory.resolve("additional_chat_templates"));
    Files.writeString(directory.resolve("additional_chat_templates/tool_use.jinja"), "tools");
    Files.writeString(
        directory.resolve("special_tokens_map.json"), "{\"eos_token\":{\"content\":\"<e>\"}}");
    ChatTemplate templates = ChatTemplateFiles.open(directory).orElseThrow();
    assertThat(templates.names()).containsExactly("default", "tool_use");
    assertThat(templates.render(HELLO, PROMPT)).isEqualTo("main <e>");
    Files.writeString(directory.resolve("tokenizer_config.json"), "{");
    assertThatIOException()
        .isThrownBy(() -> ChatTemplateFiles.open(directory))
        .withMessageContaining(directory + ": tokenizer_config.json: not JSON");
    Files.writeString(directory.resolve("tokenizer_config.json"), "{\"chat_template\":7}");
    Files.delete(directory.resolve("chat_template.jinja"));
    Files.delete(directory.resolve("additional_chat_templates/tool_use.jinja"));
    assertThatIOException()
        .isThrownBy(() -> ChatTemplateFiles.open(directory))
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
}
