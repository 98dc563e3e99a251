package io.didact.hub.example;

import io.didact.hub.HubCache;
import io.didact.hub.HubName;
import io.didact.hub.HubSettings;
import io.didact.hub.Pull;
import io.didact.hub.PullListener;
import io.didact.hub.RepoType;
import io.didact.hub.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The example of the README, from outside of the package. */
final class Example {
  private Example() {}

  static Path model(String name, Map<String, String> environment, Path home) throws IOException {
    HubCache cache = HubCache.of(environment, home);
    HubName parsed = HubName.of(name); // ORG/NAME or ORG/NAME@REVISION
    if (cache.snapshot(RepoType.MODEL, parsed).isEmpty()) {
      HubSettings settings = HubSettings.of(environment, home);
      Pull pull = new Pull(settings, cache, PullListener.NONE);
      pull.run(RepoType.MODEL, parsed, Selection.DEFAULT);
    }
    return cache.model(name).directory(); // from the disk; what is damaged or missing is told
  }
}
