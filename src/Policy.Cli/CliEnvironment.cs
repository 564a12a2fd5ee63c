using OptPolicy.LanguageServer.Workspace;

namespace OptPolicy.Cli;

/// <summary>Everything a command may touch outside its arguments, so that tests can run it in process.</summary>
internal sealed record CliEnvironment(TextWriter Out, TextWriter Error, Func<Stream> OpenInput, string WorkingDirectory)
{
    /// <summary>Whether output may carry ANSI colours.</summary>
    public bool Color { get; init; }

    /// <summary>Whether someone watches standard error: then long work shows what it does.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Columns of the terminal, or the width that tables are laid out for.</summary>
    public int Width { get; init; } = 120;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The folders of local models, as policies name them.</summary>
    public DiskModelFolders ModelFolders => new(WorkingDirectory);

    /// <summary>Where programs that a command hands over to are looked for, in this order.</summary>
    public IReadOnlyList<string> ToolFolders { get; init; } = [AppContext.BaseDirectory, .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Standard output for a protocol that owns it.</summary>
    public Func<Stream> OpenOutput { get; init; } = Console.OpenStandardOutput;

    public static CliEnvironment FromProcess()
    {
        var output = new StreamWriter(Console.OpenStandardOutput(), new System.Text.UTF8Encoding(false), 4096) { AutoFlush = true };
        var error = new StreamWriter(Console.OpenStandardError(), new System.Text.UTF8Encoding(false), 512) { AutoFlush = true };
        return new CliEnvironment(output, error, Console.OpenStandardInput, Environment.CurrentDirectory)
        {
            // https://no-color.org: any non-empty value turns colour off.
            Color = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            IsInteractive = !Console.IsErrorRedirected && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            Width = TerminalWidth(),
        };
    }

    /// <summary>A full path from one that the user gave.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, WorkingDirectory);

    /// <summary>A path as the user wants to read it: relative when it lies below the working directory.</summary>
    public string Display(string path)
    {
        if (!Path.IsPathRooted(path))
        {
            return path;
        }

        var relative = Path.GetRelativePath(WorkingDirectory, path);
        return (relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? path : relative).Replace('\\', '/');
    }

    private static int TerminalWidth()
    {
        try
        {
            return Console.IsOutputRedirected ? 120 : Math.Clamp(Console.WindowWidth, 40, 240);
        }
        catch (IOException)
        {
            return 120;
        }
    }
}
