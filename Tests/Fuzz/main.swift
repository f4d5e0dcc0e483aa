/// `Fuzz TARGET [OPTION OF LIBFUZZER]... [FOLDER]...`: see Scripts/fuzz.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// libFuzzer's own `main`, for programs that have one (LLVM, "libFuzzer", "Using libFuzzer as a library").
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<CommandLineArguments>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

private typealias CommandLineArguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

private let wanted = CommandLine.arguments.dropFirst().first.flatMap(FuzzTarget.init)
guard let target = wanted else {
  print(
    "usage: Fuzz \(FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")) [OPTION OF LIBFUZZER]... [FOLDER]...")
  exit(2)
}
FuzzTarget.current = target

private var count = CommandLine.argc - 1
private var arguments = CommandLine.unsafeArgv + 1
arguments[0] = CommandLine.unsafeArgv[0]
exit(
  runDriver(&count, &arguments) { start, count in
    FuzzTarget.current.test(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
  })
