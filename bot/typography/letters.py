"""The signs that LaTeX names, and the letters that Unicode has raised, sunk and doubled."""

from collections.abc import Mapping

_GREEK = "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ"
_GREEK += " iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς"
_GREEK += " tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ"
_GREEK += " Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω"
_OTHERS = "sum Σ prod Π int ∫ oint ∮ partial ∂ nabla ∇ infty ∞ ell ℓ hbar ℏ emptyset ∅ varnothing ∅"
_OTHERS += " times × cdot · div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet • odot ⊙ otimes ⊗ oplus ⊕"
_OTHERS += " le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ approx ≈ equiv ≡ sim ∼ simeq ≃"
_OTHERS += " cong ≅ propto ∝ ll ≪ gg ≫ succ ≻ prec ≺ lt < gt > in ∈ notin ∉ subset ⊂ subseteq ⊆"
_OTHERS += (
    " supset ⊃ supseteq ⊇ cup ∪ cap ∩ setminus ∖ forall ∀ exists ∃ neg ¬ lnot ¬ land ∧ wedge ∧"
)
_OTHERS += (
    " lor ∨ vee ∨ to → rightarrow → longrightarrow → leftarrow ← gets ← Rightarrow ⇒ implies ⇒"
)
_OTHERS += " Leftarrow ⇐ iff ⇔ Leftrightarrow ⇔ leftrightarrow ↔ mapsto ↦ uparrow ↑ downarrow ↓"
_OTHERS += (
    " dots … ldots … cdots ⋯ top ⊤ bot ⊥ perp ⊥ parallel ∥ mid ∣ vert | Vert ‖ lVert ‖ rVert ‖"
)
_OTHERS += " lvert | rvert | langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ prime ′ degree °"
_OTHERS += (
    " lbrace { rbrace } lbrack [ rbrack ] backslash \\ colon : triangle △ checkmark ✓ Re ℜ Im ℑ"
)
_WORDS = "log ln exp sin cos tan tanh sinh cosh min max argmin argmax arg lim sup inf det dim ker"
_WORDS += " deg gcd Pr"


def _pairs(text: str) -> Mapping[str, str]:
    names, signs = text.split()[::2], text.split()[1::2]
    return {f"\\{name}": sign for name, sign in zip(names, signs, strict=True)}


SIGNS: Mapping[str, str] = {
    **_pairs(_GREEK),
    **_pairs(_OTHERS),
    **{f"\\{one}": one for one in "{}%$&#_|"},
    "\\|": "‖",
    "\\dagger": "†",
}

WORDS: Mapping[str, str] = {f"\\{one}": one for one in _WORDS.split()}

ACCENTS: Mapping[str, str] = {
    "\\hat": "\u0302", "\\widehat": "\u0302", "\\tilde": "\u0303", "\\widetilde": "\u0303",
    "\\bar": "\u0304", "\\overline": "\u0305", "\\dot": "\u0307", "\\ddot": "\u0308",
    "\\vec": "\u20d7",
}  # fmt: skip

_PLAIN = "0123456789+−-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ⊤∗′*"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡᵀ*′*"
RAISED: Mapping[str, str] = dict(zip(_PLAIN, _RAISED, strict=True))

_LOW = "0123456789+−-=()aehijklmnoprstuvxβγρφχ"
_SUNK = "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ"
SUNK: Mapping[str, str] = dict(zip(_LOW, _SUNK, strict=True))

BLACKBOARD: Mapping[str, str] = {
    **dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
    **{one: chr(0x1D538 + ord(one) - 65) for one in "ABDEFGIJKLMOSTUVWXY"},
    "1": "𝟙",
}
