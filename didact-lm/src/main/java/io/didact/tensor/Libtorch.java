package io.didact.tensor;

import io.didact.natives.NativeLibraries;
import io.didact.natives.NativesError;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.presets.javacpp;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.openblas.global.openblas_full;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_gloo;
import org.jspecify.annotations.Nullable;

/**
 * Which libtorch computes, and how it is loaded.
 *
 * <p>JavaCPP by itself unpacks a library when it loads it, in an order in which the linker looks
 * for some that are not unpacked yet, and finds those of the system (decision 0018). So all are
 * unpacked and loaded here before it can: into one directory, and each after those that it needs.
 * What a library needs is then in the process already, under the name by which the linker asks for
 * it. JavaCPP is told where each is, and of all others that there are none.
 */
public final class Libtorch {
  private static final String PROPERTIES = "/META-INF/maven/org.bytedeco/pytorch/pom.properties";

  /** Those that need one another, in the order in which they load; all others come before. */
  private static final List<String> ORDER =
      List.of("c10", "c10_cuda", "torch_cpu", "torch_cuda", "torch", "jnitorch", "jnitorch_gloo");

  private static final String PATHS = "platform.preloadpath";

  private static boolean loaded;

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

  /** Whether this is a build with libtorch for GPUs. */
  static boolean isForGpus() {
    String directory = "/org/bytedeco/pytorch/" + Loader.getPlatform() + "-gpu/";
    return torch.class.getResource(directory + System.mapLibraryName("jnitorch")) != null;
  }

  /**
   * Loads it, the first time. Whatever of this package may be the first to call libtorch does this
   * before.
   *
   * @throws NativesError saying what to do
   * @throws UnsatisfiedLinkError in a build for GPUs, where CUDA's libraries may be missing
   */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    // A program around us may have loaded it already.
    if (!Loader.getLoadedLibraries().containsKey("jnitorch")) {
      try {
        loadFromCache();
      } catch (IOException e) {
        throw new NativesError(String.valueOf(e.getMessage()), e);
      } catch (UnsatisfiedLinkError e) {
        if (isForGpus()) {
          throw e;
        }
        throw NativesError.notLoaded(e);
      }
    }
    loaded = true;
  }

  private static void loadFromCache() throws IOException {
    List<Library> libraries = libraries();
    Path directory =
        NativeLibraries.unpack(
            isForGpus() ? "libtorch-gpu" : "libtorch",
            libraries.stream().filter(Library::ours).map(Library::url).distinct().toList());
    List<Library> files = new ArrayList<>();
    for (Library library : libraries) {
      files.add(library.unpackedInto(directory));
    }
    tellJavaCpp(files);
    files.forEach(Library::load);
  }

  /** By JavaCPP's own account of what its bindings want, in the order in which they load. */
  private static List<Library> libraries() {
    List<Library> libraries = new ArrayList<>();
    for (Class<?> bindings : all()) {
      ClassProperties properties = properties(bindings);
      List<String> paths = List.copyOf(properties.get(PATHS));
      for (String name : names(properties)) {
        properties.get(PATHS).clear();
        URL bundled = find(bindings, properties, name);
        if (bundled != null) {
          libraries.add(new Library(bindings, name, bundled, true));
        } else if (isForGpus()) {
          properties.get(PATHS).addAll(paths); // CUDA's, where it is usually installed
          URL installed = find(bindings, properties, name);
          if (installed != null) {
            libraries.add(new Library(bindings, name, installed, false));
          }
        }
      }
    }
    libraries.sort(Comparator.comparing(library -> ORDER.indexOf(library.base())));
    return libraries;
  }

  /** Bindings that are called. */
  private static List<Class<?>> all() {
    List<Class<?>> all = new ArrayList<>(List.of(javacpp.class, openblas_full.class, torch.class));
    if (hasGloo()) {
      all.add(torch_gloo.class);
    }
    return all;
  }

  /** Whether processes can be connected; bindings for other systems lack it. */
  static boolean hasGloo() {
    return Loader.getPlatform().startsWith("linux");
  }

  private static ClassProperties properties(Class<?> bindings) {
    return Loader.loadProperties(bindings, Loader.loadProperties(), true);
  }

  private static List<String> names(ClassProperties properties) {
    List<String> names = new ArrayList<>(properties.get("platform.preload"));
    names.addAll(properties.get("platform.link"));
    names.add(properties.getProperty("platform.library"));
    return names;
  }

  private static @Nullable URL find(Class<?> bindings, ClassProperties properties, String name) {
    // without what follows #, for which it would look in java.library.path too
    URL[] urls = Loader.findLibrary(bindings, properties, name.split("#")[0], false);
    return urls.length == 0 ? null : urls[0];
  }

  /**
   * Has JavaCPP search for nothing. It has no setting for this that would leave other bindings of a
   * program alone, but it remembers what it found. Where that cannot be reached (in modules) it
   * searches, and then takes those that are loaded all the same.
   */
  @SuppressWarnings("unchecked")
  private static void tellJavaCpp(List<Library> files) {
    Map<String, URL[]> found;
    try {
      Field field = Loader.class.getDeclaredField("foundLibraries");
      field.setAccessible(true);
      found = (Map<String, URL[]>) field.get(null);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return;
    }
    // It initializes all of these with torch, and the first two have what nothing of ours calls.
    List<Class<?>> bound = all();
    bound.addAll(List.of(openblas_nolapack.class, openblas.class));
    for (Class<?> bindings : bound) {
      names(properties(bindings)).forEach(name -> found.putIfAbsent(name, new URL[0]));
    }
    files.forEach(file -> found.put(file.name, new URL[] {file.url}));
  }

  /**
   * One library.
   *
   * @param name as JavaCPP has it: base, version and other name, such as {@code gomp@.1}
   * @param ours whether it is in our jars
   */
  private record Library(Class<?> bindings, String name, URL url, boolean ours) {
    String base() {
      return name.split("[@#]")[0];
    }

    Library unpackedInto(Path directory) throws MalformedURLException {
      if (!ours) {
        return this;
      }
      String file = url.getPath().substring(url.getPath().lastIndexOf('/') + 1);
      return new Library(bindings, name, directory.resolve(file).toUri().toURL(), true);
    }

    void load() {
      // With # at the end, JavaCPP does not go on to the system's where this does not load.
      String only = name.split("#")[0] + "#";
      if (Loader.loadLibrary(bindings, new URL[] {url}, only) == null) {
        System.load(Path.of(URI.create(url.toString())).toString()); // says why
        throw new UnsatisfiedLinkError(url.toString());
      }
    }
  }
}
