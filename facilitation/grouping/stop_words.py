"""Words that say how a sentence is built, not what it is about, in the six UN languages.

Ours, short and closed-class; where a language is missing, nothing is left out. They are compared
folded (`writing_systems.fold`), Arabic ones without article.
"""

from facilitation.grouping.writing_systems import fold

_WORDS = {
    "en": """a an the and or but if of to in on at by for from with as is are was were be been being
        it its this that these those they them their there he she his her we our us you your i my
        me not no nor so do does did have has had can could should would will may might must than
        then too very more most much many some any all such also just only own same other who whom
        which what when where why how because while about into over under out up down off again
        further once both each few s t don we'd""",
    "fr": """le la les un une des du de d l et ou mais si a au aux en dans sur sous par pour avec
        sans comme est sont etait etaient etre ete c ce cet cette ces il ils elle elles on nous
        vous je tu me te se son sa ses leur leurs notre nos votre vos mon ma mes qui que quoi dont
        ou quand pourquoi comment parce car ne pas plus moins tres trop tout tous toute toutes
        aussi meme autre autres y avoir ai as ont avait faut doit doivent devrait devraient peut
        peuvent fait faire entre vers chez donc alors afin""",
    "es": """el la los las un una unos unas lo al del de y e o u pero si a en con sin por para como
        es son era eran ser sido estar esta estan este estos estas esto ese esa eso esos esas ella
        ellas ellos nosotros nos vosotros usted ustedes yo tu me te se su sus nuestro nuestra
        nuestros nuestras mi mis que quien quienes cual cuales cuando donde porque pues no ni mas
        menos muy mucho mucha muchos muchas todo toda todos todas tambien solo mismo misma otro
        otra otros otras hay haber ha han tiene tienen debe deben deberia deberian puede pueden
        hace hacer entre hacia sobre hasta desde ya asi""",
    "ru": """и а но или если в во на с со к ко у о об от до из за по под над для при без через
        между как что чтобы это этот эта эти этого этой этих тот та те того той тех он она оно они
        его ее их им ему ей мы нас нам вы вас вам я мне меня ты наш наша наши наших свой своя свои
        своих который которая которые которых кто где когда почему потому так такой такие тоже
        также не ни нет да же бы ли быть есть был была было были будет будут может могут можно
        нужно надо должен должна должно должны очень более больше менее все всех всем весь вся
        только уже еще сам самый другой другие""",
    "ar": """و في من الى على عن مع هذا هذه ذلك تلك هؤلاء التي الذي الذين ان انه انها لان لانه كان
        كانت يكون تكون هو هي هم نحن انا انت لا لم لن ليس ليست ما ماذا كيف متى اين لماذا او ثم بل
        لكن قد كل بعض غير بين عند حتى اذا كما يجب يمكن ينبغي ايضا جدا اكثر له لها لهم لنا به بها
        فيه فيها منه منها اي حيث بعد قبل""",
    "zh": """的 了 和 是 在 我们 我 你们 你 他们 她们 它们 他 她 它 这些 这个 这 那些 那个 那 应该
        应当 需要 必须 可以 能够 因为 所以 但是 而且 以及 或者 如果 就 都 也 还 很 更 最 不 没有
        有 与 及 对 把 被 让 使 给 从 到 为 之 其 等 吧 吗 呢 啊 着 过
        我們 你們 他們 這 這些 這個 個 應該 因為 為 沒有 對 從""",
}

STOP_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(fold(words).split()) for language, words in _WORDS.items()
}
