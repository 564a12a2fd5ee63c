using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Commands;

public sealed class TrainCommandTests
{
    [Fact]
    public async Task WithoutTheToolTheCommandSaysHowToGetIt()
    {
        using var bench = new Workbench();
        var run = await bench.RunAsync("train", "model", "out");

        Assert.Equal(2, run.Code);
        Assert.Contains("optpolicy-train is neither beside optpolicy nor on PATH", run.Error, StringComparison.Ordinal);
        Assert.Contains("dotnet build -c Release src/Policy.Compression.Tool", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ToolGetsTheArgumentsAsTheyAreAndItsExitCodeIsTheCommands()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the stand-in for the tool is a shell script");
            return;
        }

        using var tools = new Workbench();
        var script = tools.Write("optpolicy-train", "#!/bin/sh\nfor a in \"$@\"; do echo \"[$a]\"; done > arguments\nexit 7\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var bench = new Workbench { ToolFolders = [Path.Combine(tools.Folder, "absent"), tools.Folder] };

        var run = await bench.RunAsync("train", "model", "my model", "--steps", "3", "--", "-x");

        Assert.Equal(7, run.Code);
        Assert.Equal("[model]\n[my model]\n[--steps]\n[3]\n[-x]\n", bench.Read("arguments").Replace("[--]\n", "", StringComparison.Ordinal));
    }
}
