namespace OptPolicy.Cli.Tests.Running;

/// <summary>What a command wrote and returned.</summary>
internal sealed record CommandRun(int Code, string Out, string Error);
