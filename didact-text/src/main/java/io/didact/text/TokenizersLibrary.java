package io.didact.text;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import io.didact.natives.NativeLibraries;
import io.didact.natives.NativesError;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The native library of the tokenizer, loaded from our cache. */
final class TokenizersLibrary {
  /** DJL takes the library from here; the property is for all that is Rust in DJL. */
  private static final String PLACE = "RUST_LIBRARY_PATH";

  private static boolean loaded;

  private TokenizersLibrary() {}

  /** Loads it, the first time. */
  static synchronized void load() throws IOException {
    if (loaded) {
      return;
    }
    List<URL> resources = resources();
    String before = System.getProperty(PLACE);
    if (before == null && !resources.isEmpty()) {
      Path folder = NativeLibraries.unpack("tokenizers", resources);
      System.setProperty(PLACE, folder.resolve(System.mapLibraryName("tokenizers")).toString());
    }
    try {
      LibUtils.checkStatus();
      loaded = true;
    } catch (UnsatisfiedLinkError e) {
      throw NativesError.notLoaded(e);
    } finally {
      if (before == null) {
        System.clearProperty(PLACE);
      }
    }
  }

  /** None where DJL has no library for this system: it says so itself. */
  private static List<URL> resources() {
    String system = System.getProperty("os.name", "");
    String prefix =
        system.startsWith("Windows") ? "win" : system.startsWith("Mac") ? "osx" : "linux";
    String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String folder =
        "/native/lib/%s-%s/cpu/"
            .formatted(prefix, architecture.equals("amd64") ? "x86_64" : architecture);
    List<URL> resources = new ArrayList<>();
    for (String name :
        List.of(
            System.mapLibraryName("tokenizers"),
            "libwinpthread-1.dll",
            "libgcc_s_seh-1.dll",
            "libstdc++-6.dll")) {
      URL url = LibUtils.class.getResource(folder + name);
      if (url != null) {
        resources.add(url);
      }
    }
    return resources;
  }
}
