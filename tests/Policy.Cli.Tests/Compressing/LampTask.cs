using System.Runtime.CompilerServices;
using OptPolicy.Cli.Tests.Running;

namespace OptPolicy.Cli.Tests.Compressing;

/// <summary>
/// The task of samples/Lamp, which a model of a tenth of a million weights learns in seconds: a wish for a light says in which room and which colour, the
/// answer on which floor and whether warm or cold. Files of it have no question in common.
/// </summary>
internal static class LampTask
{
    public const string Policy = """
        optpolicy 1

        model lamp {
          provider: onnx("out")
          price: free
          context: 64tok
        }

        compress lamp from "teacher" {
          calibrate: "calibrate.jsonl"
          step prune width 25%
          step distill from "teacher" use 100% of "train.jsonl"
          step quantize int4 group 32 using gptq
          recover with int8
          gate task_drop("tasks.jsonl") <= 30%
          gate perplexity_rise <= 30%
          gate size_ratio <= 40%
        }

        """;

    public static void WriteData(Workbench bench, [CallerFilePath] string here = "")
    {
        var sample = Path.GetFullPath("../../../samples/Lamp", Path.GetDirectoryName(here)!);
        foreach (var file in Directory.EnumerateFiles(sample, "*.jsonl"))
            File.Copy(file, Path.Combine(bench.Folder, Path.GetFileName(file)));
    }

    /// <summary>Trains the teacher.</summary>
    public static void Train(Workbench bench, string tool)
    {
        Run("tokenizer", "tok", "--vocabulary", "320", "--chat", "train.jsonl");
        Run("chat", "teacher", "--tokenizer", "tok", "--chat", "train.jsonl", "--held-out-chat", "held.jsonl", "--steps", "160", "--rows", "16", "--length", "32", "--rate", "4e-3", "--warm-up", "10", "--checkpoint-every", "160",
            "--hidden", "64", "--layers", "3", "--heads", "2", "--kv-heads", "1", "--head-dimension", "32", "--feed-forward", "128", "--context", "64", "--precision", "Float32");

        void Run(params string[] arguments)
        {
            var (code, output) = TrainingTool.Run(tool, arguments, bench.Folder);
            Assert.True(code == 0, output);
        }
    }
}
