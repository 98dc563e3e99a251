package io.didact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** NOTICE has the licence of every jar that is shipped. */
class NoticeTest {
  private static final Path NOTICE =
      Path.of(System.getProperty("didact.root", "..")).resolve("NOTICE");

  /** Jars of tests alone. One that is new stands here, or else in NOTICE. */
  private static final Pattern OF_TESTS =
      Pattern.compile(
          "junit-.*|opentest4j|open-test-reporting-.*|apiguardian-api|assertj-core|byte-buddy(-agent)?"
              + "|archunit.*|jazzer.*|jqwik.*|surefire-.*|common-(java5|junit.*)");

  /** Only with the profile of that name. */
  private static final String CUDA = "cuda";

  /** The artifact's name: without version and classifier. */
  private static String artifact(String jar) {
    return jar.replaceFirst("-\\d.*", "");
  }

  private static Set<String> shipped() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).getFileName().toString())
        .filter(name -> name.endsWith(".jar") && !name.startsWith("didact-"))
        .map(NoticeTest::artifact)
        .filter(name -> !OF_TESTS.matcher(name).matches())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyJarHasItsLicence() throws IOException {
    Set<String> told =
        Files.readAllLines(NOTICE).stream()
            .dropWhile(line -> !line.startsWith("jar "))
            .skip(1)
            .filter(line -> !line.startsWith(" "))
            .map(line -> line.split(" ")[0])
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> shipped = shipped();
    shipped.add(CUDA);
    assertThat(told).isEqualTo(shipped);
  }
}
