using System.Collections.Frozen;
using System.Text.Json;
using Signaling.Core.Codes;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>
/// One frame of SignalR's JSON hub protocol, read in one pass: an invocation's argument as a slice of it. What asks for something that there is not
/// (streams, a method of another hub) or is malformed has a <see cref="Fault"/>; it costs its sender an error, not the connection.
/// </summary>
internal ref struct HubFrame
{
    public const byte End = 0x1E;

    private const int Invocation = 1;
    private const int StreamInvocation = 4;
    private const int Ping = 6;
    private const int Close = 7;

    private static readonly FrozenDictionary<string, NativeType> Operations =
        Enum.GetValues<NativeType>().Where(type => type != NativeType.None).ToFrozenDictionary(type => type.ToString(), StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, NativeType>.AlternateLookup<ReadOnlySpan<char>> ByName = Operations.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly ReadOnlyMemory<byte> NoFields = "{}"u8.ToArray();

    /// <summary>What is to be done; none where there is nothing to do, or a <see cref="Fault"/>.</summary>
    public NativeType Operation;

    /// <summary>What it is to be done with.</summary>
    public ReadOnlyMemory<byte> Fields;

    /// <summary>What is wrong with it.</summary>
    public Code? Fault;

    /// <summary>What the answer must name, as JSON; empty where none is wanted.</summary>
    public ReadOnlySpan<byte> InvocationId;

    /// <summary>The method, as JSON.</summary>
    public ReadOnlySpan<byte> Target;

    /// <summary>The client ends the connection by its own will.</summary>
    public bool IsClose;

    private int _type;
    private int _arguments;
    private bool _hasStreams;

    /// <summary>Reads a frame, without the byte that ends it.</summary>
    public static HubFrame Read(ReadOnlyMemory<byte> json)
    {
        var frame = new HubFrame { _arguments = -1 };
        try
        {
            var reader = new Utf8JsonReader(json.Span);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return Faulty(Reasons.BadJson);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!frame.TryTakeField(ref reader, json)) return Faulty(Reasons.BadJson);
            }

            if (reader.Read()) return Faulty(Reasons.BadJson); // nothing may follow the object
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Faulty(Reasons.BadJson);
        }

        frame.Judge();
        return frame;
    }

    private static HubFrame Faulty(Code code) => new() { Fault = code };

    /// <summary>A field and its value; false when the value cannot be one of that field's.</summary>
    private bool TryTakeField(scoped ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        if (reader.ValueTextEquals("type"u8)) return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out _type);
        if (reader.ValueTextEquals("target"u8)) return TryTakeText(ref reader, json, out Target);
        if (reader.ValueTextEquals("invocationId"u8)) return TryTakeText(ref reader, json, out InvocationId);
        if (reader.ValueTextEquals("arguments"u8)) return TryTakeArguments(ref reader, json);
        var areStreams = reader.ValueTextEquals("streamIds"u8);
        reader.Read();
        if (areStreams && reader.TokenType == JsonTokenType.StartArray) _hasStreams |= Count(ref reader, json, out _) > 0;
        else reader.Skip();
        return true;
    }

    private static bool TryTakeText(scoped ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!reader.Read() || reader.TokenType != JsonTokenType.String) return false;
        if (reader.ValueSpan.Length > 0) text = json.Span[(int)reader.TokenStartIndex..(int)reader.BytesConsumed];
        return true;
    }

    private bool TryTakeArguments(scoped ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return false;
        _arguments = Count(ref reader, json, out Fields);
        return true;
    }

    private static int Count(scoped ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, out ReadOnlyMemory<byte> first)
    {
        first = default;
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var (start, isNull) = ((int)reader.TokenStartIndex, reader.TokenType == JsonTokenType.Null);
            reader.Skip();
            if (count++ == 0) first = isNull ? NoFields : json[start..(int)reader.BytesConsumed]; // no argument is one without fields
        }

        return count;
    }

    private void Judge()
    {
        switch (_type)
        {
            case Invocation when !Target.IsEmpty && _arguments >= 0:
                var operation = _hasStreams ? NativeType.None : FindOperation();
                if (operation == NativeType.None) Fault = Reasons.UnknownType;
                else if (_arguments == 1) Operation = operation;
                else if (operation is NativeType.LeaveRoom or NativeType.Ping) (Operation, Fields) = (operation, NoFields); // people call these without an argument
                else Fault = Reasons.BadField;
                break;
            case StreamInvocation when !Target.IsEmpty:
                Fault = Reasons.UnknownType;
                break;
            case 0 or Invocation or StreamInvocation:
                Fault = Reasons.BadJson;
                InvocationId = default;
                break;
            default:
                IsClose = _type == Close;
                if (_type is not (Close or Ping)) Fault = Reasons.UnknownType;
                InvocationId = default; // it is none of the client's invocations
                break;
        }
    }

    /// <summary>Method names have no case in SignalR.</summary>
    private readonly NativeType FindOperation()
    {
        var name = Target[1..^1];
        Span<char> text = stackalloc char[32];
        if (name.Length > text.Length) return NativeType.None;
        for (var i = 0; i < name.Length; i++) text[i] = (char)name[i]; // one with other letters is none of ours
        return ByName.TryGetValue(text[..name.Length], out var type) ? type : NativeType.None;
    }
}
