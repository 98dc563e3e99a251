package io.didact.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a proof came to, for people and for programs.
 *
 * @param device its name, as on the command line
 */
public record ProofTable(Hardware machine, String device, double seconds, List<Finding> findings) {
  public ProofTable {
    findings = List.copyOf(findings);
  }

  /** Whether nothing failed. */
  public boolean holds() {
    return findings.stream().noneMatch(each -> each.verdict() == Finding.Verdict.FAILS);
  }

  /** A line on the machine, one for each finding, one for the sums. */
  public String text() {
    StringBuilder text = new StringBuilder();
    add(text, "%s on %s, %s%n%n", device, machine.processor(), machine.runtime());
    findings.forEach(each -> text.append(line(each)));
    Map<String, Long> counts = new TreeMap<>();
    findings.forEach(each -> counts.merge(each.verdict().toString(), 1L, Long::sum));
    add(text, "%n%s in %.0f s%n", counts, seconds);
    return text.toString();
  }

  /** One finding, with its line's end. */
  public static String line(Finding each) {
    String value =
        Double.isNaN(each.value())
            ? ""
            : String.format(Locale.ROOT, "%,.4g %s", each.value(), each.unit());
    return String.format(
        Locale.ROOT,
        "%-8s  %-12s %-46s %-28s %s%n",
        each.verdict(),
        each.part(),
        each.what(),
        value,
        each.note());
  }

  /** {@code {"device":…,"processor":…,"runtime":…,"seconds":…,"holds":…,"findings":[…]}}. */
  public String json() {
    JsonMapper mapper = JsonMapper.shared();
    ObjectNode root = mapper.createObjectNode();
    root.put("device", device);
    root.put("processor", machine.processor());
    root.put("runtime", machine.runtime());
    root.put("seconds", seconds);
    root.put("holds", holds());
    ArrayNode all = root.putArray("findings");
    for (Finding each : findings) {
      ObjectNode node = all.addObject();
      node.put("part", each.part());
      node.put("what", each.what());
      if (!Double.isNaN(each.value())) {
        node.put("value", each.value());
      }
      node.put("unit", each.unit());
      node.put("verdict", each.verdict().toString());
      node.put("note", each.note());
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  private static void add(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
  }
}
