"""A byte-level BPE tokenizer in which a frequent fragment of a line is one token and no token has two digits."""

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from .recipe import CACHE, END, PAD, Prompts, read_lines

# Merges never cross these pieces: a digit with the space and the minus before it, so that a small number is one token;
# a word of the world with the space before it; a run of Markdown fences and headings with their line ends; what joins
# two clauses of a question; the rest of a line up to one of these, with its line end. So an operation is written with
# the same tokens wherever it stands.
NUMBER, FENCES, JOINT = r" ?-?\d", r"(?:\n?(?:```\w*|\*\*[^\n*]+\*\*)\n?)+", r", (?:then )?(?=[a-z]{2,} )"


def pieces(words: list[str]) -> str:
    """The pattern of a piece."""
    word = rf" ?\b(?:{'|'.join(words)})\b"
    return rf"{NUMBER}|{word}|{FENCES}|{JOINT}|(?:(?!, [a-z]{{2,}} |{NUMBER}|{word})[^\n])+\n?|\n"


def train_tokenizer(recipe: dict) -> PreTrainedTokenizerFast:
    """Learns the merges from a corpus of their own, one with mistakes, so that these have short spellings too."""
    settings, prompts = recipe["tokenizer"], Prompts()
    texts = (
        text
        for document in read_lines(CACHE / "corpus-tokenizer.jsonl")
        for text in (prompts.render(document["prompt"], **document["variables"]), document["response"])
    )
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pieces(recipe["words"])), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=settings["vocabulary"],
        special_tokens=[PAD, END],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=END,
        pad_token=PAD,
        model_max_length=recipe["model"]["max_position_embeddings"],
        clean_up_tokenization_spaces=False,
        padding_side="left",
        model_input_names=["input_ids", "attention_mask"],
    )
