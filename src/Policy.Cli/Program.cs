using OptPolicy.Cli;

return await CommandLine.RunAsync(args, CliEnvironment.FromProcess());
