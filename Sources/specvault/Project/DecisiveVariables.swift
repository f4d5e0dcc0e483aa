/// Variables that decide which program runs or what code it loads. An entry of the vault may set one only if the spec or
/// `allow:` in `.specvault.yaml` says so: whoever may write a secret is not thereby one who may choose what is executed.
enum DecisiveVariables {
  static func contains(_ name: String) -> Bool {
    names.contains(name) || prefixes.contains { name.hasPrefix($0) } || ignoringCase.contains(name.uppercased())
  }

  /// macOS's dynamic linker (dyld(1)), and settings of git by the environment (git-config(1)): an alias, an editor or a pager
  /// is a command. Prefixes that others use for secrets are none: `LD_SDK_KEY` is LaunchDarkly's, `GIT_SSH_KEY` a key.
  private static let prefixes = ["DYLD_", "GIT_CONFIG_"]

  private static let names: Set<String> = [
    // The dynamic linker (ld.so(8), and rtld(1) of the BSDs).
    "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "LD_ORIGIN_PATH", "LD_PROFILE", "LD_PROFILE_OUTPUT", "LD_DEBUG",
    "LD_DEBUG_OUTPUT", "LD_DYNAMIC_WEAK", "LD_HWCAP_MASK", "LD_USE_LOAD_BIAS", "LD_ELF_HINTS_PATH", "LD_LIBMAP",
    "LD_LIBRARY_PATH_FDS", "LD_PRELOAD_FDS", "LD_RUN_PATH", "GLIBC_TUNABLES",
    // Where programs and settings are found.
    "PATH", "HOME", "SHELL", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_DATA_HOME", "XDG_DATA_DIRS",
    // The C library (environ(7), iconv(3), locale(7)).
    "GCONV_PATH", "LOCPATH", "NLSPATH", "GETCONF_DIR", "MALLOC_TRACE", "RESOLV_HOST_CONF", "HOSTALIASES",
    // Shells.
    "BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS", "IFS", "PS4", "PROMPT_COMMAND", "CDPATH", "ZDOTDIR", "FPATH",
    // Programs that others start.
    "EDITOR", "VISUAL", "PAGER", "MANPAGER", "BROWSER", "LESSOPEN", "LESSCLOSE", "SSH_ASKPASS", "SUDO_ASKPASS",
    "GIT_SSH", "GIT_SSH_COMMAND", "GIT_CONFIG", "GIT_EXEC_PATH", "GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "GIT_PAGER",
    "GIT_ASKPASS", "GIT_EXTERNAL_DIFF",
    "GIT_PROXY_COMMAND", "GIT_TEMPLATE_DIR", "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR",
    // Interpreters: Node.js, Python, Perl, Ruby, the JVM, .NET, PHP, Lua, R, Julia, Guile, Erlang.
    "NODE_OPTIONS", "NODE_PATH",
    "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONUSERBASE", "PYTHONEXECUTABLE", "PYTHONBREAKPOINT",
    "PYTHONPLATLIBDIR", "PYTHONPYCACHEPREFIX", "PYTHONINSPECT", "PYTHONWARNINGS",
    "PERL5LIB", "PERLLIB", "PERL5OPT", "PERL5DB", "PERL5SHELL",
    "RUBYOPT", "RUBYLIB", "GEM_HOME", "GEM_PATH", "BUNDLE_GEMFILE", "BUNDLE_PATH",
    "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH", "JAVA_HOME",
    "DOTNET_STARTUP_HOOKS", "DOTNET_ADDITIONAL_DEPS", "CORECLR_ENABLE_PROFILING", "CORECLR_PROFILER",
    "CORECLR_PROFILER_PATH", "COR_ENABLE_PROFILING", "COR_PROFILER", "COR_PROFILER_PATH",
    "PHPRC", "PHP_INI_SCAN_DIR", "LUA_INIT", "LUA_PATH", "LUA_CPATH", "R_PROFILE", "R_PROFILE_USER", "R_ENVIRON",
    "R_ENVIRON_USER", "R_LIBS", "JULIA_LOAD_PATH", "JULIA_DEPOT_PATH", "GUILE_LOAD_PATH", "ERL_FLAGS", "ERL_LIBS",
    // Libraries that load modules.
    "OPENSSL_CONF", "OPENSSL_ENGINES", "OPENSSL_MODULES", "GTK_MODULES", "GTK_PATH", "QT_PLUGIN_PATH",
    "GIO_EXTRA_MODULES", "TCLLIBPATH",
    // Builds.
    "MAKEFLAGS", "MAKEFILES", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CARGO_HOME", "GOFLAGS", "MAVEN_OPTS",
    "MAVEN_ARGS", "GRADLE_OPTS",
  ]

  /// Settings of npm, which reads these names in any case.
  private static let ignoringCase: Set<String> = [
    "NPM_CONFIG_SCRIPT_SHELL", "NPM_CONFIG_NODE_OPTIONS", "NPM_CONFIG_USERCONFIG", "NPM_CONFIG_GLOBALCONFIG",
    "NPM_CONFIG_PREFIX", "NPM_CONFIG_GIT", "NPM_CONFIG_EDITOR", "NPM_CONFIG_VIEWER", "NPM_CONFIG_INIT_MODULE",
  ]
}
