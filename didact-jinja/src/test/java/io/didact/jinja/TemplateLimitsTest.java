package io.didact.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** A template comes from anywhere: it ends, in bounded memory, or fails as a template. */
class TemplateLimitsTest {
  private static final ChatOptions PROMPT = ChatOptions.prompt(Clock.systemUTC());
  private static final List<Map<String, String>> HELLO =
      List.of(
          Map.of("role", "user", "content", "Hello {{ there }} 🙂"),
          Map.of("role", "assistant", "content", "<think>\nx\n</think>y"));

  private static final List<String> HOSTILE =
      List.of(
          "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
          "{% for a in range(100000) %}{{ 'x' * 1000 }}{% endfor %}",
          "{{ 'x' * 999999999 }}",
          "{{ [1] * 999999999 }}",
          "{{ [] * 99999999999999999999 }}",
          "{{ range(999999999) }}",
          "{{ 10 ** (10 ** 10) }}",
          "{{ (2 ** 9999) ** 9999 }}",
          "{% set ns = namespace(x='ab') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
          "{% set ns = namespace(x='ab') %}{% for i in range(60) %}{% set ns.x = ns.x.replace('a', 'aa') %}{% endfor %}",
          "{% set ns = namespace(x='ab') %}{% for i in range(60) %}{% set ns.x = ns.x.replace('', 'aa') %}{% endfor %}",
          "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
          "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
          "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x | tojson }}",
          "{% set ns = namespace(x=[1], y=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}"
              + "{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }}",
          "{% set ns = namespace(x=(1,)) %}{% for i in range(60) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ {ns.x: 1} }}",
          "{% set ns = namespace() %}{% set ns.x = ns %}{{ ns }}",
          "{% set ns = namespace() %}{% for i in range(2000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
          "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
          "{% macro m(x) %}{{ m(m) }}{{ m(m) }}{% endmacro %}{{ m(1) }}",
          "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(40) }}",
          "{{ '%9999s' % 'x' * 9999999 }}",
          "{{ 'x' | indent(999999999) }}",
          "{{ ('a\\n' * 100000) | indent(100000) }}",
          "{{ ('a' * 100000).split('a') | join('b' * 100000) }}",
          "{{ ('a ' * 1000000).split().x.y }}",
          "{{ ('a ' * 1000000).rsplit().x.y }}",
          "{{ (['a'] * 100000) | join('b' * 100000) }}",
          "{{ ('b' * 100000).join(['a'] * 100000) }}",
          "{% set x = 'ab' * 1000000 %}{% for i in range(100000) %}{{ x.upper() | length }}{% endfor %}",
          "{% set x = 'ab' * 1000000 %}{% for i in range(100000) %}{{ 'c' in x }}{% endfor %}",
          "{% set x = ('a' * 8000000).replace('a', '\\\\') %}{{ [x, x, x] }}",
          "(".repeat(10),
          "{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}",
          "{{ " + "[".repeat(100_000),
          "{{ " + "not ".repeat(100_000) + "1 }}",
          "{{ " + "-".repeat(100_000) + "1 }}",
          "{{ 1" + " + 1".repeat(100_000) + " }}",
          "{{ x" + ".a".repeat(100_000) + " }}",
          "{{ x" + " | trim".repeat(100_000) + " }}",
          "{{ 1" + " if 1 else 1".repeat(20_000) + " }}",
          "{% if 1 %}".repeat(20_000) + "{% endif %}".repeat(20_000),
          "{% if 0 %}" + "{% elif 0 %}".repeat(20_000) + "{% endif %}",
          "{% for a in [1] %}".repeat(5_000),
          "{{ '" + "\\".repeat(100_001),
          "{{ '" + "\\a".repeat(100_000),
          "{# " + "x".repeat(2_000_000),
          "{{ 1".repeat(100_000),
          "{%".repeat(100_000),
          " \n".repeat(400_000) + "{%- if",
          ("{{ ' ' }}" + " ".repeat(2000)).repeat(400) + "{{ x.y }}");

  @Test
  void hostileTemplatesFailSoon() {
    for (String source : HOSTILE) {
      String shown = source.substring(0, Math.min(100, source.length()));
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(60),
          () -> {
            Throwable failure =
                catchThrowable(() -> ChatTemplate.ofSource(source).render(HELLO, PROMPT));
            if (!shown.startsWith("(")) {
              assertThat(failure).as(shown).isInstanceOf(TemplateException.class);
            }
          },
          shown);
    }
  }

  /** What honest templates do is far from the bounds. */
  @Test
  void longConversationsAreFine() {
    ChatTemplate template =
        ChatTemplate.ofSource(
            "{% set ns = namespace(last=-1) %}{% for m in messages[::-1] %}{% if m.role == 'user' and ns.last < 0 %}"
                + "{% set ns.last = messages | length - 1 - loop.index0 %}{% endif %}{% endfor %}"
                + "{% for m in messages %}<{{ m.role }}>{{ m.content.split('</think>')[-1] | trim }}</>\n{% endfor %}");
    List<Map<String, String>> messages =
        java.util.stream.IntStream.range(0, 1000)
            .mapToObj(
                i ->
                    Map.of(
                        "role", i % 2 == 0 ? "user" : "assistant", "content", "word ".repeat(1000)))
            .toList();
    assertThat(template.render(messages, PROMPT)).hasSizeGreaterThan(4_900_000);
  }

  @Test
  void aLimitNamesItself() {
    TemplateException failure =
        catchThrowableOfType(
            TemplateException.class,
            () -> ChatTemplate.ofSource("\n{{ 'x' * 999999999 }}").render(HELLO, PROMPT));
    assertThat(failure.kind()).isEqualTo(TemplateException.Kind.LIMIT);
    assertThat(failure).hasMessageContaining("line 2: a text is longer than 16777216 characters");
  }

  /** Any characters, and real templates with pieces changed: a text or a template's failure. */
  @Test
  void anySourceIsRenderedOrRefused() {
    Random random = new Random(20_260_101);
    String alphabet = "{}%#-+()[]|.,:=<>!~*/'\"\\ \nabif0123_éx🙂";
    List<String> pieces =
        List.of(
            "{% ",
            " %}",
            "{{ ",
            " }}",
            "{%- ",
            " -%}",
            "if ",
            "for ",
            "in ",
            "else",
            "endif",
            "endfor",
            "set ",
            "macro ",
            "endmacro",
            "messages",
            "[0]",
            ".role",
            " | ",
            "tojson",
            "upper",
            " is ",
            "defined",
            "loop.index",
            "not ",
            "(",
            ")",
            "'a'",
            "1",
            " ~ ",
            "call ",
            "endcall",
            "filter ",
            "namespace(a=1)",
            "raw",
            "endraw",
            "{#",
            "#}",
            "generation",
            "break",
            " x",
            "=",
            ",",
            "\n",
            "[::-1]");
    for (int round = 0; round < 20_000; round++) {
      StringBuilder source = new StringBuilder();
      int length = random.nextInt(40);
      for (int i = 0; i < length; i++) {
        if (round % 2 == 0) {
          source.append(pieces.get(random.nextInt(pieces.size())));
        } else {
          source.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
      }
      requireTemplate((round % 2 == 0 ? "" : "{{ ") + source);
    }
  }

  @Test
  void changedTemplatesAreRenderedOrRefused() {
    String source =
        "{%- macro show(m, sep=': ') -%}{{ m.role }}{{ sep }}{{ m.content | trim | replace('\\n', ' ') }}{%- endmacro -%}\n"
            + "{% set ns = namespace(n=0) %}{% for m in messages if m.role != 'tool' %}{% set ns.n = ns.n + loop.index0 %}"
            + "{% if m['content'] is string and '</think>' in m.content %}{{ m.content.split('</think>')[-1][::-1] }}"
            + "{% elif not loop.last %}{{ show(m, sep='=') }}{% else %}{{ [1, 2.5, none, {'a': true}] | tojson(indent=2) }}{% endif %}"
            + "{% endfor %}{# n #}{{ ns.n // 2 ** 3 if ns.n is odd else 'x' ~ ns.n }}{% raw %}{{ }}{% endraw %}";
    ChatTemplate.ofSource(source).render(HELLO, PROMPT);
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder changed = new StringBuilder(source);
      for (int i = 0; i <= random.nextInt(4); i++) {
        int at = random.nextInt(changed.length());
        int end = Math.min(changed.length(), at + random.nextInt(6));
        switch (random.nextInt(3)) {
          case 0 -> changed.delete(at, end);
          case 1 -> changed.insert(at, changed.substring(at, end));
          default ->
              changed.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 128 : 65536));
        }
      }
      requireTemplate(changed.toString());
    }
  }

  private static void requireTemplate(String source) {
    try {
      ChatTemplate.ofSource(source).render(HELLO, PROMPT);
    } catch (TemplateException e) {
      assertThat(e.getMessage()).isNotBlank();
    } catch (RuntimeException | Error e) {
      throw new AssertionError("not a template's failure: " + source, e);
    }
  }
}
