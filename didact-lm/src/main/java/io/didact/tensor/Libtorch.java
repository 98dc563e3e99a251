package io.didact.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** Which libtorch computes. */
public final class Libtorch {
  private static final String PROPERTIES = "/META-INF/maven/org.bytedeco/pytorch/pom.properties";

  private Libtorch() {}

  /** The version of the bindings, such as {@code 2.10.0-1.5.13}: libtorch's own comes first. */
  public static String version() {
    try (InputStream in = org.bytedeco.pytorch.Tensor.class.getResourceAsStream(PROPERTIES)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
