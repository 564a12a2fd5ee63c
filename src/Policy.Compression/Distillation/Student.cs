using OptPolicy.Compression.Models;
using OptPolicy.Compression.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptPolicy.Compression.Distillation;

/// <summary>A model that learns, with the maps into its teacher's width that learn beside it and are thrown away afterwards. Owns the maps only.</summary>
internal sealed class Student : ITrainedModel, IDisposable
{
    private readonly (string Name, Parameter Weight)[] _maps;

    /// <param name="model">What learns.</param>
    /// <param name="teacherWidth">Width of the states to come near.</param>
    /// <param name="maps">How many maps are needed if the widths differ.</param>
    /// <param name="seed">Decides the maps.</param>
    public Student(LlamaModel model, int teacherWidth, int maps, long seed)
    {
        Model = model;
        var width = model.Config.Shape.HiddenSize;
        using var initialization = new Initialization(seed, layers: 1);
        _maps = width == teacherWidth ? [] : [.. Enumerable.Range(0, maps).Select(i => ($"distillation.map.{i}.weight", initialization.Matrix(teacherWidth, width)))];
    }

    public LlamaModel Model { get; }

    public Device Device => Model.Device;

    public string Description => $"{Model.Description}, {_maps.Length} maps";

    public IReadOnlyList<(string Name, Parameter Weight)> Weights() => [.. Model.Weights().Where(w => w.Weight.requires_grad), .. _maps];

    public void Backward(Tensor loss) => Model.Backward(loss);

    /// <summary>A state in the teacher's width; where the widths are equal, the state itself.</summary>
    public Tensor Map(int index, Tensor state) => _maps.Length == 0 ? state.alias() : nn.functional.linear(state, _maps[index].Weight);

    public void Dispose()
    {
        foreach (var (_, map) in _maps)
            map.Dispose();
    }
}
