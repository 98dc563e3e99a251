package io.didact.jinja.example;

import io.didact.jinja.ChatOptions;
import io.didact.jinja.ChatTemplate;
import java.time.Clock;
import java.util.List;
import java.util.Map;

class ChatPrompt {
  static String of(String question) {
    String source =
        "{{ bos_token }}{% for m in messages %}<|{{ m.role }}|>{{ m.content | trim }}\n{% endfor %}"
            + "{% if add_generation_prompt %}<|assistant|>{% endif %}";
    ChatTemplate template =
        ChatTemplate.of(Map.of(ChatTemplate.DEFAULT, source), Map.of("bos_token", "<s>"));
    List<Map<String, String>> messages = List.of(Map.of("role", "user", "content", question));
    return template.render(messages, ChatOptions.prompt(Clock.systemDefaultZone()));
  }
}
