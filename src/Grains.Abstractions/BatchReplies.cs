using Signaling.Core.Links;

namespace Signaling.Grains.Abstractions;

/// <summary>How the core's answer to a batch crosses processes.</summary>
[GenerateSerializer, Immutable, Alias("signaling.reply")]
public struct BatchReplySurrogate
{
    [Id(0)]
    public byte Fate { get; set; }

    [Id(1)]
    public long Epoch { get; set; }

    [Id(2)]
    public long[]? Gone { get; set; }
}

[RegisterConverter]
public sealed class BatchReplyConverter : IConverter<BatchReply, BatchReplySurrogate>
{
    public BatchReply ConvertFromSurrogate(in BatchReplySurrogate surrogate) => new((BatchFate)surrogate.Fate, surrogate.Epoch, surrogate.Gone);

    public BatchReplySurrogate ConvertToSurrogate(in BatchReply value) => new() { Fate = (byte)value.Fate, Epoch = value.Epoch, Gone = value.Gone?.ToArray() };
}
