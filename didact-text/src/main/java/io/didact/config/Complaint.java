package io.didact.config;

import java.io.Serializable;
import java.util.Map;

/**
 * One thing that is wrong with a record's values.
 *
 * @param subject what the record is, where it is another than the one that throws; empty otherwise
 * @param path dotted path of the key, empty where no one key is to blame
 * @param message what is wrong, without the key
 * @param own whether the key is to blame, whatever the values of others are
 */
public record Complaint(String subject, String path, String message, boolean own)
    implements Serializable {
  /** As a record says it that made the one of a subject, from keys of other names. */
  Complaint of(String made, Map<String, String> names) {
    return new Complaint(
        subject.isEmpty() && !names.containsKey(path) ? made : subject,
        names.getOrDefault(path, path),
        message,
        own);
  }

  /** As the record around says it. */
  Complaint below(String outer) {
    return new Complaint(subject, Yaml.child(outer, path), message, own);
  }

  /** The component of the record that the path begins with. */
  String key() {
    int dot = path.indexOf('.');
    return dot < 0 ? path : path.substring(0, dot);
  }

  /** Such as {@code lambda must be ≥ 0, was -1.0}. */
  String sentence() {
    return (subject.isEmpty() ? "" : subject + ": ") + (path.isEmpty() ? "" : path + " ") + message;
  }
}
