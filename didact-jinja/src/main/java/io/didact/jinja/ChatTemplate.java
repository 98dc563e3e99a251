package io.didact.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A model's chat templates: how a conversation becomes the text that the model reads. Held against
 * Jinja itself; what is not supported is a {@link TemplateException}. Thread-safe.
 */
public final class ChatTemplate {
  /** The name of a model's only template, or of the one for ordinary conversations. */
  public static final String DEFAULT = "default";

  private static final String TOOL_USE = "tool_use";

  private static final Set<String> OF_CONVERSATION =
      Set.of("messages", "tools", "documents", "add_generation_prompt");

  /**
   * Put after the final message's content to find it again. The blank at its end tells whether the
   * template trims contents.
   */
  private static final String MARK = "THE_FINAL_MESSAGE_GOES_ON_HERE ";

  private final Map<String, String> sources;
  private final Map<String, Value> variables;
  private final Map<String, Template> parsed = new ConcurrentHashMap<>();

  private ChatTemplate(Map<String, Value> variables, Map<String, String> sources) {
    this.sources = Collections.unmodifiableMap(new TreeMap<>(sources));
    this.variables = variables;
  }

  /**
   * A model's templates, which are read when they are wanted.
   *
   * @param sources name → source; a model's only template is {@link #DEFAULT}
   * @param variables what templates see in every rendering, as JSON values: the model's special
   *     tokens, such as {@code bos_token}
   */
  public static ChatTemplate of(Map<String, String> sources, Map<String, ?> variables) {
    return new ChatTemplate(Values.variables(variables), sources);
  }

  /**
   * A template from its source, without special tokens.
   *
   * @throws TemplateException where it is not in the language
   */
  public static ChatTemplate ofSource(String source) {
    ChatTemplate template = of(Map.of(DEFAULT, source), Map.of());
    template.named(DEFAULT);
    return template;
  }

  /**
   * The same templates, which see more variables in every rendering. Those of {@link
   * ChatOptions#variables} stand over them.
   *
   * @param variables such as {@code enable_thinking}, as JSON values
   * @throws IllegalArgumentException where one has a name that is the conversation's
   */
  public ChatTemplate with(Map<String, ?> variables) {
    for (String name : variables.keySet()) {
      if (OF_CONVERSATION.contains(name)) {
        throw new IllegalArgumentException(
            "`" + name + "` is no variable to set: it is the conversation's own");
      }
    }
    Map<String, Value> all = new LinkedHashMap<>(this.variables);
    all.putAll(Values.variables(variables));
    return new ChatTemplate(all, sources);
  }

  /**
   * Reads all templates without rendering any.
   *
   * @throws TemplateException where one is not in the language
   */
  public void check() {
    names().forEach(this::named);
  }

  /** Names of the templates that the model has. */
  public Set<String> names() {
    return sources.keySet();
  }

  /**
   * The conversation as the model reads it.
   *
   * @param messages objects with at least {@code role}, as {@code Map}s; all that they hold are
   *     JSON values. The template sees them as they are, but for what is {@code null}, which it
   *     does not see, and for {@code reasoning_content}, {@code thinking} and {@code reasoning}:
   *     one of them is there as the first two, too
   * @throws TemplateException where the template is not in the language, fails on these messages,
   *     or refuses them
   * @throws IllegalArgumentException where there are no messages or they are not JSON, there is no
   *     template of the wanted name, or there is no final message to continue
   */
  public String render(List<?> messages, ChatOptions options) {
    return rendering(messages, options).text();
  }

  /** As {@link #render}, with the parts that are the assistant's. */
  public Rendering rendering(List<?> messages, ChatOptions options) {
    Template template = named(choose(options));
    List<Value> values = Messages.of(messages);
    String continued = "";
    if (options.continueFinalMessage()) {
      continued = FinalMessage.mark(values, MARK);
    }
    Run run = template.run(variables(values, options), options.clock());
    String text = run.output();
    if (options.continueFinalMessage()) {
      text = FinalMessage.cut(text, continued, MARK);
    }
    List<Rendering.Part> assistant = new ArrayList<>();
    for (int[] part : run.assistant()) {
      if (part[0] <= text.length()) {
        assistant.add(new Rendering.Part(part[0], Math.min(part[1], text.length())));
      }
    }
    return new Rendering(text, assistant);
  }

  private String choose(ChatOptions options) {
    if (options.template().isPresent()) {
      return options.template().get();
    }
    return options.tools().isPresent() && sources.containsKey(TOOL_USE) ? TOOL_USE : DEFAULT;
  }

  private Template named(String name) {
    String source = sources.get(name);
    if (source == null) {
      throw new IllegalArgumentException(
          "the model has no chat template `" + name + "`" + NearestName.hint(name, names()));
    }
    return parsed.computeIfAbsent(name, key -> Template.parse(source));
  }

  private Map<String, Value> variables(List<Value> messages, ChatOptions options) {
    Map<String, Value> all = new LinkedHashMap<>(variables);
    all.put("messages", new Value.Items(messages));
    all.put("tools", Values.of(options.tools().orElse(null)));
    all.put("documents", Values.of(options.documents().orElse(null)));
    all.put("add_generation_prompt", Value.Bool.of(options.addGenerationPrompt()));
    all.putAll(Values.variables(options.variables()));
    return all;
  }
}
